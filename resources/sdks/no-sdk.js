console.warn(
  "[Topsort Inspector] Segment's own script is not served from this address. " +
    "Load analytics.min.js from Segment as before, and put one line in front of analytics.load: " +
    "analytics._cdn = 'http://127.0.0.1:8765' (with the address that the inspector shows). " +
    "The settings then come from the inspector, and events go to it."
);
