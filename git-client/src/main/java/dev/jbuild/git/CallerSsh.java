// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * Runs the caller's {@code ssh}, or {@code $GIT_SSH_COMMAND}, with the caller's keys and agent.
 *
 * <p>ssh looks for files in the home of its uid, which inside a user namespace is root's: it is
 * told where they are.
 */
final class CallerSsh extends SshSessionFactory {
  private static final List<String> KEYS =
      List.of("id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk", "id_ecdsa_sk");

  private final GitOptions options;

  CallerSsh(GitOptions options) {
    this.options = options;
  }

  @Override
  public RemoteSession getSession(
      URIish uri, CredentialsProvider credentials, FS fs, int timeoutMillis) {
    return new RemoteSession() {
      @Override
      public Process exec(String command, int timeoutSeconds) throws IOException {
        return start(uri, command);
      }

      @Override
      public void disconnect() {}
    };
  }

  @Override
  public String getType() {
    return "external";
  }

  private Process start(URIish uri, String command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words(uri, command));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(options.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException("ssh can't be started: is it installed? (" + e.getMessage() + ")", e);
    }
  }

  private List<String> words(URIish uri, String command) {
    String user = uri.getUser() == null ? options.userName() : uri.getUser();
    List<String> target = new ArrayList<>();
    if (uri.getPort() > 0) {
      target.addAll(List.of("-p", Integer.toString(uri.getPort())));
    }
    target.addAll(List.of("-l", user, "--", uri.getHost(), command));
    String given = options.environment().get("GIT_SSH_COMMAND");
    List<String> words = new ArrayList<>();
    if (given != null && !given.isBlank()) {
      // As git does: the value is for a shell, what follows are its arguments.
      words.addAll(List.of("sh", "-c", given + " \"$@\"", given));
    } else {
      words.addAll(ssh());
    }
    words.addAll(target);
    return words;
  }

  private List<String> ssh() {
    List<String> words = new ArrayList<>(List.of("ssh", "-o", "BatchMode=yes"));
    Path directory = options.home().resolve(".ssh");
    if (Files.isReadable(directory.resolve("config"))) {
      words.addAll(List.of("-F", directory.resolve("config").toString()));
    }
    words.addAll(List.of("-o", "UserKnownHostsFile=\"" + directory.resolve("known_hosts") + "\""));
    for (String name : KEYS) {
      if (Files.isReadable(directory.resolve(name))) {
        words.addAll(List.of("-o", "IdentityFile=\"" + directory.resolve(name) + "\""));
      }
    }
    return words;
  }
}
