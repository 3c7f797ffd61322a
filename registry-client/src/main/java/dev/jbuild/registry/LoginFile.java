// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.TemporaryFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Writes credentials into a {@code config.json} of Docker or an {@code auth.json} of podman, which
 * only its owner may read then; or gives them to the credential helper that it names.
 */
public final class LoginFile {
  private final Path file;

  public LoginFile(Path file) {
    this.file = file;
  }

  /**
   * The file that a login goes to: the named one, {@code $REGISTRY_AUTH_FILE}, that of {@code
   * $DOCKER_CONFIG}, or {@code ~/.docker/config.json}.
   */
  public static LoginFile of(
      Optional<Path> named, Map<String, String> environment, String userHome) {
    String authFile = environment.getOrDefault("REGISTRY_AUTH_FILE", "");
    String docker = environment.getOrDefault("DOCKER_CONFIG", "");
    String home = environment.getOrDefault("HOME", "");
    if (named.isPresent() || !authFile.isEmpty()) {
      return new LoginFile(named.orElseGet(() -> Path.of(authFile)));
    }
    return new LoginFile(
        docker.isEmpty()
            ? Path.of(home.isEmpty() ? userHome : home, ".docker", "config.json")
            : Path.of(docker, "config.json"));
  }

  /** Where it is, for messages. */
  public Path path() {
    return file;
  }

  /**
   * Files a login.
   *
   * @param place a registry's host, with a repository or the first parts of its name if it is good
   *     for that only: {@code quay.io}, {@code quay.io/team}
   */
  public void store(String place, Credential.UserPassword login) throws IOException {
    ObjectNode config = read();
    String key = key(place);
    Optional<String> helper = helper(config, place, key);
    if (helper.isPresent()) {
      new CredentialHelper(helper.get()).store(key, login);
      return;
    }
    String auth = login.user() + ":" + login.password();
    child(config, "auths")
        .putObject(key)
        .put("auth", Base64.getEncoder().encodeToString(auth.getBytes(StandardCharsets.UTF_8)));
    write(config);
  }

  /** Forgets a login; whether there was one. */
  public boolean erase(String place) throws IOException {
    ObjectNode config = read();
    String key = key(place);
    Optional<String> helper = helper(config, place, key);
    if (helper.isPresent()) {
      new CredentialHelper(helper.get()).erase(key);
    }
    JsonNode auths = config.path("auths");
    boolean there = auths.has(key) || auths.has(place);
    if (there) {
      child(config, "auths").remove(key);
      child(config, "auths").remove(place);
      write(config);
    }
    return there || helper.isPresent();
  }

  /** Docker files Docker Hub under an old address, podman under its name. */
  private String key(String place) {
    boolean dockers = file.getFileName().toString().equals("config.json");
    return dockers && place.equals(Reference.DOCKER_HUB) ? AuthEntries.DOCKER_HUB_KEY : place;
  }

  /** Helpers know hosts, not repositories. */
  private static Optional<String> helper(ObjectNode config, String place, String key) {
    return place.indexOf('/') >= 0
        ? Optional.empty()
        : CredentialFile.helperOf(new AuthEntries(config), key);
  }

  private static ObjectNode child(ObjectNode config, String name) {
    return config.path(name) instanceof ObjectNode there ? there : config.putObject(name);
  }

  private ObjectNode read() throws IOException {
    try {
      return Json.parseObject(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      return Json.object();
    } catch (OciException e) {
      throw new RegistryException(
          RegistryException.Reason.LOCAL, file + " is not a JSON object: mend or remove it");
    }
  }

  private void write(ObjectNode config) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path directory = Optional.ofNullable(target.getParent()).orElse(Path.of("/"));
    Files.createDirectories(directory);
    Path unfinished = TemporaryFiles.newFile(directory);
    try {
      Files.writeString(unfinished, Json.toPrettyString(config) + "\n");
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
