// A cache takes no body that is still arriving, as Chromium's on a disk with little space where the file is large.
// A response that a script made has no address.
const { put } = Cache.prototype;
const refused = () => Promise.reject(new DOMException("Cache.put() encountered a network error", "NetworkError"));
Cache.prototype.put = function (request, response) {
  return response.url ? refused() : put.call(this, request, response);
};
Cache.prototype.add = refused;
Cache.prototype.addAll = refused;
