// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ssh agents that a build may use. Each RUN gets a socket of jbuild's, not that of the host: it
 * can have any owner, and lets through only what a build may ask.
 */
final class SshAgents {
  private static final int SOCKET_TYPE = 0140000;
  private static final int TYPE_MASK = 0170000;

  /** Of a path, without the zero byte at its end; see unix(7). */
  private static final int LONGEST_SOCKET = 107;

  private final Map<String, List<Path>> sources;
  private final Map<String, String> environment;
  private final WorkDirectory work;

  SshAgents(Map<String, List<Path>> sources, Map<String, String> environment, WorkDirectory work) {
    this.sources = sources;
    this.environment = environment;
    this.work = work;
  }

  /** Connects a client. */
  @FunctionalInterface
  private interface Connector {
    SshAgent connect() throws IOException;
  }

  /** A new socket for one RUN; empty if no agent of this id was given. */
  Optional<Socket> open(String id) throws IOException {
    List<Path> source = sources.get(id);
    return source == null
        ? Optional.empty()
        : Optional.of(Socket.open(path(), connector(id, source)));
  }

  private Connector connector(String id, List<Path> source) throws IOException {
    if (source.isEmpty()) {
      String socket = environment.getOrDefault("SSH_AUTH_SOCK", "");
      if (socket.isEmpty()) {
        throw new BuildException(
            ExitCode.COMMAND_LINE,
            "--ssh " + id + " means the agent of SSH_AUTH_SOCK, which is not set");
      }
      return () -> SshAgent.forwarded(Path.of(socket));
    }
    if (source.size() == 1 && isSocket(source.get(0))) {
      return () -> SshAgent.forwarded(source.get(0));
    }
    KeyAgent keys = KeyAgent.of(source);
    return () -> keys;
  }

  private static boolean isSocket(Path path) throws IOException {
    return Files.exists(path)
        && ((int) Files.getAttribute(path, "unix:mode") & TYPE_MASK) == SOCKET_TYPE;
  }

  /** Sockets have short paths: one for which the work directory is too deep is made elsewhere. */
  private Path path() throws IOException {
    Path path = work.newName("agent");
    boolean fits = path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET;
    return fits ? path : Files.createTempDirectory("jbuild").resolve("agent");
  }

  /** A socket that answers until it is closed. */
  static final class Socket implements AutoCloseable {
    private final Path path;
    private final boolean ownDirectory;
    private final ServerSocketChannel server;

    private Socket(Path path, boolean ownDirectory, ServerSocketChannel server) {
      this.path = path;
      this.ownDirectory = ownDirectory;
      this.server = server;
    }

    private static Socket open(Path path, Connector connector) throws IOException {
      boolean ownDirectory = path.getFileName().toString().equals("agent");
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path));
      Socket socket = new Socket(path, ownDirectory, server);
      start(() -> accept(server, connector));
      return socket;
    }

    Path path() {
      return path;
    }

    /** Who may connect. */
    void give(int mode, long uid, long gid) throws IOException {
      // Not to follow links Java would have to open it, which a socket can't be.
      Files.setAttribute(path, "unix:mode", mode);
      Files.setAttribute(path, "unix:uid", (int) uid);
      Files.setAttribute(path, "unix:gid", (int) gid);
    }

    private static void accept(ServerSocketChannel server, Connector connector) {
      try {
        while (server.isOpen()) {
          SocketChannel client = server.accept();
          start(() -> serve(client, connector));
        }
      } catch (IOException e) {
        // It was closed: the RUN is over.
        return;
      }
    }

    /** A client that breaks off, or an agent that is gone, ends the connection, as agents do. */
    private static void serve(SocketChannel client, Connector connector) {
      try (client;
          SshAgent agent = connector.connect()) {
        Optional<byte[]> request = AgentMessages.read(client);
        while (request.isPresent()) {
          AgentMessages.write(client, agent.answer(request.get()));
          request = AgentMessages.read(client);
        }
      } catch (IOException e) {
        return;
      }
    }

    private static void start(Runnable work) {
      Thread thread = new Thread(work, "ssh-agent");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      server.close();
      Files.deleteIfExists(path);
      if (ownDirectory) {
        Files.deleteIfExists(path.getParent());
      }
    }
  }
}
