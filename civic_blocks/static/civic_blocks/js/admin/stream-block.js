/* A stream of blocks in the admin: content whose app is gone has a form, but is not in the picker. */
(function () {
  const ORPHAN = "civic_orphan";
  const { StreamBlockDefinition } = window.wagtailStreamField.blocks;

  class CivicStreamBlockDefinition extends StreamBlockDefinition {
    constructor(name, groups, states, meta) {
      super(name, groups, states, meta);
      // Their forms are found by name; what the picker offers is listed here.
      this.groupedChildBlockDefs = groups
        .map(([group, blocks]) => [group, blocks.filter((block) => block.name !== ORPHAN)])
        .filter(([, blocks]) => blocks.length);
    }
  }

  window.telepath.register("civic_blocks.StreamBlock", CivicStreamBlockDefinition);
})();
