// Listens to what facegan's engine tells the page. Runs in its worker after count.js and before the engine.
{
  const send = self.postMessage.bind(self);
  const field = (value, key) => (value instanceof Map ? value.get(key) : value?.[key]);

  self.postMessage = (event, ...rest) => {
    const stats = field(field(event, "Stats"), "stats");
    if (stats) gpuCount.record(field(stats, "iteration"));
    const dead = field(event, "Dead");
    if (dead) gpuCount.fail(field(dead, "reason"));
    const problem = field(event, "Problem");
    if (problem) gpuCount.fail(field(problem, "what"));
    const outcome = field(field(event, "Finished"), "outcome");
    const failure = field(outcome, "Failed");
    if (failure) gpuCount.fail(field(failure, "what"));
    else if (outcome) gpuCount.end();
    send(event, ...rest);
  };
}
