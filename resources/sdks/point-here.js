/* Topsort Inspector: this copy of the SDK asks its settings from the address it came from. */
(function () {
  var script = document.currentScript;
  var named = document.querySelector("script[data-global-segment-analytics-key]");
  var key = named ? named.getAttribute("data-global-segment-analytics-key") : "analytics";
  var origin = script && new URL(script.src).origin;
  [key, "analytics"].forEach(function (name) {
    if (origin && window[name]) window[name]._cdn = origin;
  });
})();
