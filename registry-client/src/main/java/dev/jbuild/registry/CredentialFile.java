// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.OciException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Credentials that {@code docker login} or {@code podman login} stored: {@code auths}, {@code
 * credHelpers} and {@code credsStore} of a {@code config.json} or {@code auth.json}; helpers are
 * asked by jib-core.
 *
 * <p>The file is read anew for each look-up, so that credentials renewed during a build are seen.
 */
record CredentialFile(Path file) implements CredentialSource {

  @Override
  public Lookup lookup(String registryHost, String repository) {
    Optional<AuthEntries> entries = read(registryHost);
    if (entries.isEmpty()) {
      return new Lookup(Optional.empty(), file.toString());
    }
    try {
      Optional<Credential> special = entries.get().ofRepository(registryHost, repository);
      if (special.isPresent()) {
        return new Lookup(special, file.toString());
      }
      List<String> failedHelpers = new ArrayList<>();
      Optional<Credential> helped = ofHelper(entries.get(), registryHost, failedHelpers);
      return helped.isPresent()
          ? new Lookup(helped, file.toString())
          : new Lookup(entries.get().ofRegistry(registryHost), file + told(failedHelpers));
    } catch (IllegalArgumentException e) {
      throw unreadable(registryHost, String.valueOf(e.getMessage()));
    }
  }

  private static String told(List<String> failedHelpers) {
    return failedHelpers.isEmpty()
        ? ""
        : " (" + String.join(", ", failedHelpers.stream().distinct().toList()) + " gave none)";
  }

  private Optional<AuthEntries> read(String registryHost) {
    try {
      return Optional.of(new AuthEntries(Json.parseObject(Files.readAllBytes(file), "the file")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw unreadable(registryHost, "permission denied");
    } catch (IOException e) {
      throw unreadable(registryHost, String.valueOf(e.getMessage()));
    } catch (OciException e) {
      // Jackson's message may quote the file, which holds secrets: only the place is told.
      int line =
          e.getCause() instanceof JsonProcessingException json && json.getLocation() != null
              ? json.getLocation().getLineNr()
              : 1;
      throw unreadable(registryHost, "it is not valid JSON, see line " + line);
    }
  }

  /** jib-core is loaded only for who has helpers. */
  private Optional<Credential> ofHelper(
      AuthEntries entries, String registryHost, List<String> failedHelpers) {
    if (!entries.config().has("credHelpers") && !entries.config().has("credsStore")) {
      return Optional.empty();
    }
    for (String key : AuthEntries.helperKeys(registryHost)) {
      Optional<String> helper = helperOf(entries, key);
      Optional<Credential> credential =
          helper.flatMap(h -> JibCredentials.retrieve(h, key, failedHelpers));
      if (credential.isPresent()) {
        return credential;
      }
    }
    return Optional.empty();
  }

  /** {@code docker-credential-<helper>} serves {@code key}, if one does. */
  static Optional<String> helperOf(AuthEntries entries, String key) {
    return Json.optionalText(entries.config().path("credHelpers"), key)
        .or(() -> Json.optionalText(entries.config(), "credsStore"))
        .filter(h -> !h.isEmpty());
  }

  private RegistryException unreadable(String registryHost, String reason) {
    return new RegistryException(
        RegistryException.Reason.LOCAL,
        "cannot read the credentials of " + registryHost + " from " + file + ": " + reason);
  }
}
