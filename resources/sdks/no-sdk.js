console.warn(
  "[Topsort Inspector] {address} has no copy of Segment's script, so this page sends nothing. " +
    "Either run npm install @segment/analytics-next in the shop's project and start the " +
    "inspector with --sdk and that project's folder; then reload. " +
    "Or let the page load analytics.min.js from Segment as before, with one line in front of " +
    "analytics.load: analytics._cdn = '{address}'; The settings then come from the inspector, " +
    "and events go to it."
);
