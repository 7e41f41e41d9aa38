"use strict";
window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: window.matchMedia("(min-width: 46rem)").matches ? "list" : "none",
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
