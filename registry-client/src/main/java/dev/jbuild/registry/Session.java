// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Digest;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/** What all operations share: addresses, authorized requests, checks of answers. */
final class Session {
  static final String CONTENT_DIGEST = "Docker-Content-Digest";

  private final Servers servers;
  private final Authorizer authorizer;
  private final Retries retries;

  Session(Servers servers, Authorizer authorizer, Retries retries) {
    this.servers = servers;
    this.authorizer = authorizer;
    this.retries = retries;
  }

  /** For what takes more than one exchange, or reads an answer's body. */
  Retries retries() {
    return retries;
  }

  /** {@code https://host/v2/<repository>/<path>}. */
  HttpUrl url(Reference repository, String path) {
    return servers
        .baseOf(repository.registryHost())
        .newBuilder()
        .addPathSegments("v2/" + repository.repository() + "/" + path)
        .build();
  }

  /**
   * Sends a request with the authorization for {@code repository}'s registry, but without where an
   * upload leads to another server; repeats it while it fails in a way that may pass.
   */
  Response execute(Reference repository, Request request, Scopes scopes) {
    return retries.run(() -> once(repository, request, scopes));
  }

  /** As {@link #execute}, but one attempt; an exception too where the answer's status may pass. */
  Response once(Reference repository, Request request, Scopes scopes) {
    HttpUrl base = servers.baseOf(repository.registryHost());
    Response response =
        authorizer.execute(
            new Authorizer.Asked(repository.registryHost(), base, repository.repository(), scopes),
            request);
    if (!ErrorAnswer.isTransient(response.code())) {
      return response;
    }
    try (response) {
      throw error(repository, response);
    }
  }

  /** Whether the registry takes the user's credentials: a request for nothing, {@code GET /v2/}. */
  void requireLogin(String registryHost, String repository) {
    HttpUrl base = servers.baseOf(registryHost);
    Request request =
        new Request.Builder().url(base.newBuilder().addPathSegments("v2/").build()).build();
    Authorizer.Asked asked =
        new Authorizer.Asked(registryHost, base, repository, new Scopes(List.of()));
    int unused = retries.run(() -> ping(asked, request));
  }

  private int ping(Authorizer.Asked asked, Request request) {
    try (Response response = authorizer.execute(asked, request)) {
      if (!response.isSuccessful()) {
        throw ErrorAnswer.of(response, authorizer.explain(asked.registryHost()));
      }
      return response.code();
    }
  }

  RegistryException error(Reference repository, Response response) {
    return ErrorAnswer.of(response, authorizer.explain(repository.registryHost()));
  }

  /** Fails if the answer names another digest; not all registries name one. */
  void requireDigest(Response response, Digest expected) {
    String actual = response.header(CONTENT_DIGEST);
    if (actual != null && !actual.equals(expected.toString())) {
      throw Failures.wrongDigest(
          response.request(),
          "the registry says that the content",
          ErrorAnswer.clean(actual),
          expected);
    }
  }
}
