// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * {@code docker-credential-<name>}, which keeps credentials: the part of Docker's protocol that
 * jib-core lacks. What it prints is never shown.
 */
record CredentialHelper(String name) {

  void store(String key, Credential.UserPassword login) throws IOException {
    ObjectNode json =
        Json.object()
            .put("ServerURL", key)
            .put("Username", login.user())
            .put("Secret", login.password());
    run("store", Json.toBytes(json));
  }

  void erase(String key) throws IOException {
    run("erase", key.getBytes(StandardCharsets.UTF_8));
  }

  private void run(String verb, byte[] input) throws IOException {
    String program = "docker-credential-" + name;
    Process process =
        new ProcessBuilder(program, verb)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(input);
    }
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new RegistryException(
            RegistryException.Reason.LOCAL, program + " " + verb + " ended with status " + status);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
