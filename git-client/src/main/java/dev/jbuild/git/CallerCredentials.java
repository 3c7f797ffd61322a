// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.NetRCCredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/**
 * Who the caller is to a server that asks: what the URL says, {@code .netrc}, then what the
 * caller's {@code git credential} knows, which never asks on the terminal.
 */
final class CallerCredentials extends CredentialsProvider {
  private final Map<String, String> environment;

  CallerCredentials(Map<String, String> environment) {
    this.environment = environment;
  }

  private record Login(String user, String password) {}

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public boolean supports(CredentialItem... items) {
    for (CredentialItem item : items) {
      if (!(item instanceof CredentialItem.Username || item instanceof CredentialItem.Password)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean get(URIish uri, CredentialItem... items) {
    if (uri.getPass() == null && new NetRCCredentialsProvider().get(uri, items)) {
      return true;
    }
    Optional<Login> login =
        uri.getUser() != null && uri.getPass() != null
            ? Optional.of(new Login(uri.getUser(), uri.getPass()))
            : ofGit(uri).or(() -> Optional.ofNullable(uri.getUser()).map(u -> new Login(u, "")));
    login.ifPresent(l -> fill(l, items));
    return login.isPresent();
  }

  private static void fill(Login login, CredentialItem... items) {
    for (CredentialItem item : items) {
      if (item instanceof CredentialItem.Username user) {
        user.setValue(login.user());
      } else if (item instanceof CredentialItem.Password password) {
        password.setValue(login.password().toCharArray());
      }
    }
  }

  /** See git-credential(1); nothing if git isn't installed or knows nobody. */
  private Optional<Login> ofGit(URIish uri) {
    ProcessBuilder builder = new ProcessBuilder("git", "credential", "fill");
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process git = builder.start();
      String port = uri.getPort() > 0 ? ":" + uri.getPort() : "";
      String user = uri.getUser() == null ? "" : "username=" + uri.getUser() + "\n";
      String question =
          "protocol=" + uri.getScheme() + "\nhost=" + uri.getHost() + port + "\n" + user + "\n";
      try (OutputStream out = git.getOutputStream()) {
        out.write(question.getBytes(StandardCharsets.UTF_8));
      }
      Map<String, String> answer = new HashMap<>();
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(git.getInputStream(), StandardCharsets.UTF_8))) {
        reader.lines().forEach(line -> put(answer, line));
      }
      boolean known = git.waitFor() == 0 && answer.containsKey("password");
      return known
          ? Optional.of(
              new Login(answer.getOrDefault("username", ""), answer.getOrDefault("password", "")))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static void put(Map<String, String> answer, String line) {
    int equals = line.indexOf('=');
    if (equals > 0) {
      answer.put(line.substring(0, equals), line.substring(equals + 1));
    }
  }
}
