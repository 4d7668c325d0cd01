/** <civic-video>: frames a video only after the visitor has said so; without it, a link. */
class CivicVideo extends HTMLElement {
  connectedCallback() {
    const place = this.querySelector(".civic-video__consent");
    if (!place || !this.dataset.embed || place.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "civic-button";
    button.textContent = this.dataset.label;
    button.addEventListener("click", () => this.#play(place));
    place.prepend(button);
  }

  #play(place) {
    const frame = document.createElement("iframe");
    frame.src = this.dataset.embed;
    frame.title = this.dataset.title;
    frame.allow = "fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.tabIndex = 0;
    place.replaceWith(frame);
    frame.focus();
  }
}

customElements.get("civic-video") ?? customElements.define("civic-video", CivicVideo);
