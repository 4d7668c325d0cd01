/**
 * <civic-video>: offers to play a video of another site in the page. Asks that site for nothing
 * before the button is pressed; until then, and without JavaScript, a link leads to the video.
 *
 * Reads data-src (address to frame), data-title (of the frame) and data-label (of the button).
 */

class CivicVideo extends HTMLElement {
  connectedCallback() {
    const consent = this.querySelector(".civic-video__consent");
    if (!consent || this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "civic-button";
    this.button.textContent = this.dataset.label;
    this.button.addEventListener("click", () => this.play(consent));
    consent.prepend(this.button);
  }

  disconnectedCallback() {
    this.button?.remove();
    this.button = null;
  }

  play(consent) {
    const frame = document.createElement("iframe");
    const source = new URL(this.dataset.src);
    source.searchParams.set("autoplay", "1");
    frame.src = source.href;
    frame.title = this.dataset.title;
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.allowFullscreen = true;
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.tabIndex = 0;
    consent.replaceWith(frame);
    frame.focus();
  }
}

customElements.define("civic-video", CivicVideo);
