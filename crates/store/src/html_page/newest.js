// One request at a time.

// Serves one request at a time: of those made meanwhile, only the newest is served next.
class Newest {
  #serve;
  #next = null;
  #isBusy = false;

  // `serve` is an asynchronous function of a request and of a function that says whether a newer one waits.
  constructor(serve) {
    this.#serve = serve;
  }

  async request(request) {
    this.#next = { request };
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#next) {
        const { request } = this.#next;
        this.#next = null;
        await this.#serve(request, () => this.#next !== null);
      }
    } finally {
      this.#isBusy = false;
    }
  }
}
