// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** The few requests of the distribution spec that put an image, right or wrong, into a registry. */
final class RegistryApi {
  private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private final HttpClient http = HttpClient.newHttpClient();
  private final String host;

  RegistryApi(String host) {
    this.host = host;
  }

  boolean isUp() {
    try {
      return send(request("/v2/").GET()).statusCode() == 200;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  void putBlob(String repository, HandmadeLayer layer) throws IOException {
    putBlob(repository, layer.digest(), HttpRequest.BodyPublishers.ofFile(layer.file()));
  }

  void putBlob(String repository, byte[] data) throws IOException {
    putBlob(repository, Digest.ofData(data), HttpRequest.BodyPublishers.ofByteArray(data));
  }

  private void putBlob(String repository, Digest digest, HttpRequest.BodyPublisher body)
      throws IOException {
    HttpResponse<String> begun =
        send(request("/v2/" + repository + "/blobs/uploads/").POST(empty()));
    expect(202, begun);
    URI location = begun.uri().resolve(begun.headers().firstValue("Location").orElseThrow());
    String separator = location.getQuery() == null ? "?" : "&";
    expect(
        201,
        send(
            HttpRequest.newBuilder(URI.create(location + separator + "digest=" + digest))
                .header("Content-Type", "application/octet-stream")
                .PUT(body)));
  }

  /** Puts the manifest of an image whose blobs are there, and returns its digest. */
  Digest putManifest(String repository, String tag, ObjectNode manifest) throws IOException {
    byte[] data = Json.toBytes(manifest);
    expect(
        201,
        send(
            request("/v2/" + repository + "/manifests/" + tag)
                .header("Content-Type", OCI_MANIFEST)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(data))));
    return Digest.ofData(data);
  }

  ObjectNode manifest(String repository, String tag) throws IOException {
    HttpResponse<String> response =
        send(
            request("/v2/" + repository + "/manifests/" + tag)
                .header("Accept", OCI_MANIFEST)
                .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
                .GET());
    expect(200, response);
    return Json.parseObject(
        response.body().getBytes(java.nio.charset.StandardCharsets.UTF_8), "the manifest");
  }

  void download(String repository, Digest digest, Path file) throws IOException {
    try {
      HttpResponse<Path> response =
          http.send(
              request("/v2/" + repository + "/blobs/" + digest).GET().build(),
              BodyHandlers.ofFile(file));
      if (response.statusCode() != 200) {
        throw new IOException(response + " for " + digest);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + host + path));
  }

  private static HttpRequest.BodyPublisher empty() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void expect(int status, HttpResponse<String> response) throws IOException {
    if (response.statusCode() != status) {
      throw new IOException(response + ": " + response.body());
    }
  }
}
