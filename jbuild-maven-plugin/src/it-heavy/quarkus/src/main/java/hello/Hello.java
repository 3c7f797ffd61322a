package hello;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

@ApplicationScoped
public class Hello {
  void routes(@Observes Router router) {
    router.get("/").handler(request -> request.response().end("Hello from Quarkus"));
  }
}
