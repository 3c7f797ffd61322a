// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * For the scripts that verify the projects in src/it: asks the registry, and starts what is in
 * images.
 */
public final class Lab {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private final String registry;
  private final List<String> jbuild;
  private final Path directory;

  /** {@code directory} is the project's. */
  public Lab(String registry, String jbuild, String root, String directory) {
    this.registry = registry;
    this.jbuild = List.of(jbuild, "--root", root);
    this.directory = Path.of(directory);
  }

  public String digest(String repository, String tag) throws Exception {
    return get(repository + "/manifests/" + tag)
        .headers()
        .firstValue("Docker-Content-Digest")
        .orElseThrow();
  }

  public ObjectNode manifest(String repository, String tag) throws Exception {
    return json(repository + "/manifests/" + tag);
  }

  /** The digests of the layers, those of the base first. */
  public List<String> layers(String repository, String tag) throws Exception {
    List<String> digests = new ArrayList<>();
    manifest(repository, tag).path("layers").forEach(l -> digests.add(l.path("digest").asText()));
    return digests;
  }

  public ObjectNode config(String repository, String tag) throws Exception {
    String digest = manifest(repository, tag).path("config").path("digest").asText();
    return json(repository + "/blobs/" + digest);
  }

  /** What the image's program prints, run by its image's user in its image's directory. */
  public String run(String repository, String tag) throws Exception {
    Process process = start(repository, tag, "");
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(output);
    }
    return output;
  }

  /**
   * What the image's program answers on HTTP; a container of a RUN is in the network of the host.
   *
   * @param variable names the port that the program is to listen on
   */
  public String answer(String repository, String tag, String variable) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Process process = start(repository, tag, "ENV " + variable + "=" + port + "\n");
    // A full pipe would stop the program.
    StringBuilder output = new StringBuilder();
    Thread reader = new Thread(() -> read(process, output));
    reader.start();
    try {
      return poll("http://127.0.0.1:" + port + "/", process, output);
    } finally {
      process.destroy();
      process.waitFor(20, TimeUnit.SECONDS);
      reader.join();
    }
  }

  private static void read(Process process, StringBuilder output) {
    try {
      output.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      output.append(e);
    }
  }

  private static String poll(String url, Process process, StringBuilder output) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(90));
    while (Instant.now().isBefore(end) && process.isAlive()) {
      try {
        return body(url, "*/*").body();
      } catch (IOException e) {
        process.waitFor(100, TimeUnit.MILLISECONDS); // not there yet
      }
    }
    process.destroy();
    throw new AssertionError("no answer of " + url + "\n" + output);
  }

  private Process start(String repository, String tag, String more) throws Exception {
    List<String> words = new ArrayList<>();
    for (JsonNode word : config(repository, tag).path("config").path("Entrypoint")) {
      words.add(word.toString());
    }
    Path dockerfile = directory.resolve("target/Dockerfile-that-runs");
    Files.writeString(
        dockerfile,
        "FROM "
            + registry
            + "/"
            + repository
            + ":"
            + tag
            + "\n"
            + more
            + "RUN ["
            + String.join(", ", words)
            + "]\n");
    List<String> command = new ArrayList<>(jbuild);
    command.addAll(List.of("--no-cache", "-f", dockerfile.toString(), directory + "/target"));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private ObjectNode json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    return Json.parseObject(response.body().getBytes(StandardCharsets.UTF_8), path);
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpResponse<String> response = body("http://" + registry + "/v2/" + path, MANIFEST);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return response;
  }

  private static HttpResponse<String> body(String url, String accept) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("Accept", accept).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
