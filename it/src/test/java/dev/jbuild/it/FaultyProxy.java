// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server and spoils every other connection: resets it at once, after some bytes of
 * the request or of the answer, or answers in the server's place that it is busy.
 */
final class FaultyProxy implements AutoCloseable {
  private static final List<String> BUSY =
      List.of(
          "429 Too Many Requests\r\nRetry-After: 0",
          "503 Service Unavailable\r\nRetry-After: 0",
          "500 Internal Server Error",
          "502 Bad Gateway",
          "408 Request Timeout");
  private static final int MOST_BYTES = 1_500_000;

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Random random;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger faults = new AtomicInteger();

  private FaultyProxy(ServerSocket listener, InetSocketAddress server, long seed) {
    this.listener = listener;
    this.server = server;
    this.random = new Random(seed);
  }

  /** Stands before {@code host}, {@code 127.0.0.1:port}. */
  static FaultyProxy before(String host, long seed) throws IOException {
    String[] parts = host.split(":", -1);
    InetSocketAddress server = new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    FaultyProxy proxy = new FaultyProxy(listener, server, seed);
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  String host() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** How many connections were spoilt. */
  int faults() {
    return faults.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        int fate = random.nextInt(8);
        int bytes = random.nextInt(MOST_BYTES);
        String busy = BUSY.get(random.nextInt(BUSY.size()));
        threads.execute(() -> serve(client, fate, bytes, busy));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client, int fate, int bytes, String busy) {
    try (client;
        Socket upstream = new Socket()) {
      client.setTcpNoDelay(true);
      switch (fate) {
        case 0 -> reset(client);
        case 1 -> {
          faults.incrementAndGet();
          client.getInputStream().read(new byte[65_536]);
          client
              .getOutputStream()
              .write(
                  ("HTTP/1.1 " + busy + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
        }
        case 2 -> pump(client, upstream, bytes, Integer.MAX_VALUE);
        case 3 -> pump(client, upstream, Integer.MAX_VALUE, bytes);
        default -> pump(client, upstream, Integer.MAX_VALUE, Integer.MAX_VALUE);
      }
    } catch (IOException e) {
      return;
    }
  }

  private void reset(Socket client) throws IOException {
    faults.incrementAndGet();
    client.setSoLinger(true, 0);
  }

  private void pump(Socket client, Socket upstream, int mostUp, int mostDown) throws IOException {
    upstream.connect(server);
    upstream.setTcpNoDelay(true);
    threads.execute(
        () -> {
          try {
            copy(client, client.getInputStream(), upstream.getOutputStream(), mostUp);
            upstream.shutdownOutput();
          } catch (IOException e) {
            closeQuietly(upstream);
          }
        });
    copy(client, upstream.getInputStream(), client.getOutputStream(), mostDown);
  }

  private void copy(Socket client, InputStream in, OutputStream out, int most) throws IOException {
    byte[] buffer = new byte[16_384];
    long left = most;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, (int) Math.min(n, left));
      left -= n;
      if (left <= 0) {
        reset(client);
        throw new IOException("cut");
      }
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
