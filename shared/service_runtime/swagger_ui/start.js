window.onload = () => {
  const element = document.getElementById("swagger-ui");
  SwaggerUIBundle({ url: element.dataset.openapi, domNode: element, validatorUrl: null, deepLinking: true });
};
