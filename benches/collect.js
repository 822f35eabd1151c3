// Collects what count.js tells, in this page or in its worker. Runs before the page's own scripts.
const bench = (() => {
  const records = [];
  let failed = null;
  let ended = false;
  new BroadcastChannel("facegan-bench").onmessage = ({ data }) => {
    // A worker of the page before this one may take a moment to end.
    if (data.from < performance.timeOrigin) return;
    if (data.record) records.push(data.record);
    failed ??= data.failed ?? null;
    ended ||= data.ended ?? false;
  };
  // What facegan's page says when something is wrong, such as an address that it does not understand. The elements are
  // always there, and empty while nothing is.
  const alert = () => {
    const texts = [...document.querySelectorAll("[role=alert]")].map((element) => element.textContent.trim());
    return texts.find(Boolean) ?? null;
  };
  return {
    // The records after those that are known already.
    since(known) {
      const openedMs = performance.timeOrigin;
      return { records: records.slice(known), failed: failed ?? alert(), ended, openedMs };
    },
  };
})();
