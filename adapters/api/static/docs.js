"use strict";
window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  // Opened all at once, so many operations come out as the first few of them only.
  docExpansion: "none",
  tagsSorter: "alpha",
  persistAuthorization: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (request.method === "POST" && !request.headers["Idempotency-Key"]) {
      request.headers["Idempotency-Key"] = crypto.randomUUID();
    }
    return request;
  },
});
