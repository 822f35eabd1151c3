// Notes what the content security policy refuses to the page or worker that runs this first, and tries on demand what it
// has to refuse.
const guard = (() => {
  const refused = [];
  addEventListener("securitypolicyviolation", ({ effectiveDirective }) => refused.push(effectiveDirective));

  // In a task of its own: a script of the driver's may do what the page may not. Refusals are told in one, too.
  const aTaskLater = () => new Promise((done) => setTimeout(done, 200));

  // What could be done of all that has to be refused.
  const trespass = async (elsewhere) => {
    const done = [];
    await aTaskLater();
    try {
      eval("0");
      done.push("eval");
    } catch {}
    try {
      await fetch(elsewhere, { mode: "no-cors" });
      done.push("fetch");
    } catch {}
    if (self.document) {
      const script = document.createElement("script");
      script.textContent = "document.currentScript.dataset.ran = true";
      document.head.append(script);
      if (script.dataset.ran) done.push("inline script");
    }
    await aTaskLater();
    return done;
  };

  // With an address elsewhere, after the attempt to reach it.
  const here = async (elsewhere) => ({ done: elsewhere ? await trespass(elsewhere) : [], refused });

  const channel = new BroadcastChannel("facegan-guard");
  if (!self.document) channel.onmessage = async ({ data }) => channel.postMessage(await here(data));

  return {
    here,
    // The same in the engine's worker.
    engine: (elsewhere) =>
      new Promise((answer) => {
        channel.onmessage = ({ data }) => answer(data);
        channel.postMessage(elsewhere);
      }),
  };
})();
