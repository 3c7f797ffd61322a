// SPDX-License-Identifier: Apache-2.0

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the archives of loaded classes of a distribution, one for each Java: {@code java
 * TrainArchives.java DISTRIBUTION WORK QUICKSTART JAVA…}. What jbuild loads is found out by builds
 * that pull from and push to a registry in this process, and that run this host's shell as the
 * quickstart sample does. Where that can't be, one line says so and jbuild starts slower.
 *
 * <p>Archives go by the paths and times of the jars: they are made where these stay.
 */
class TrainArchives {
  private static final int FIRST_WITH_AOT_CACHE = 25;
  private static final int LIMIT_SECONDS = 60;

  private final Path distribution;
  private final Path lib;
  private final Path work;
  private final Path quickstart;

  TrainArchives(Path distribution, Path work, Path quickstart) {
    this.distribution = distribution;
    this.lib = distribution.resolve("lib");
    this.work = work;
    this.quickstart = quickstart;
  }

  public static void main(String[] args) throws IOException {
    TrainArchives training =
        new TrainArchives(absolute(args[0]), absolute(args[1]), absolute(args[2]));
    training.openJars();
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (String java : List.of(args).subList(3, args.length)) {
      all.add(CompletableFuture.supplyAsync(() -> training.succeeds(java), TrainArchives::start));
    }
    boolean failed = all.stream().map(CompletableFuture::join).toList().contains(false);
    System.exit(failed ? 1 : 0);
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }

  private static void start(Runnable task) {
    new Thread(task).start();
  }

  /**
   * Classes of signed jars get into no archive, and to verify the signatures takes Java 60 ms. With
   * classes of a sealed jar in the archive Java doesn't start where the distribution has been moved.
   */
  private void openJars() throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "*.jar")) {
      for (Path jar : jars) {
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
          removeSignatures(zip.getPath("META-INF"));
          removeSeal(zip.getPath("META-INF", "MANIFEST.MF"));
        }
      }
    }
  }

  private static void removeSeal(Path manifest) throws IOException {
    if (Files.exists(manifest)) {
      String text = Files.readString(manifest);
      String open = text.replaceAll("(?m)^Sealed: *true\\R", "");
      if (!open.equals(text)) {
        Files.writeString(manifest, open);
      }
    }
  }

  private static void removeSignatures(Path metaInf) throws IOException {
    if (!Files.isDirectory(metaInf)) {
      return;
    }
    try (DirectoryStream<Path> signatures =
        Files.newDirectoryStream(metaInf, "*.{SF,RSA,DSA,EC}")) {
      for (Path signature : signatures) {
        Files.delete(signature);
      }
    }
  }

  private boolean succeeds(String java) {
    try (Registry registry = Registry.start()) {
      train(Path.of(java), registry);
      return true;
    } catch (IOException | InterruptedException e) {
      System.err.println(java + " has no class archive, start-up will be slower: " + e);
      return false;
    }
  }

  private void train(Path java, Registry registry) throws IOException, InterruptedException {
    Path home = java.toRealPath().getParent().getParent();
    byte[] release = Files.readAllBytes(home.resolve("release"));
    int version = featureVersion(new String(release, UTF_8));
    Path directory = Files.createTempDirectory(work, "java" + version + "-");
    Path commands = writeCommands(directory, registry.host());
    String name = "jbuild-" + identity(release);
    boolean aot = version >= FIRST_WITH_AOT_CACHE;
    Path archive = lib.resolve(name + (aot ? ".aot" : ".jsa"));
    Path made = lib.resolve(archive.getFileName() + ".new");
    Path recorded = directory.resolve("classes.aotconf");
    List<String> record =
        aot
            ? List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recorded)
            : List.of("-XX:ArchiveClassesAtExit=" + made);
    run(directory, java, record, List.of("dev.jbuild.cli.Rehearsal", commands.toString()));
    if (!registry.has("training/app")) {
      throw new IOException("the build that trains it pushed nothing, see " + log(directory));
    }
    if (!registry.has("training/run")) {
      System.err.println(java + ": its class archive knows no RUN, which will be slower");
    }
    if (aot) {
      run(
          directory,
          java,
          List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recorded, "-XX:AOTCache=" + made),
          List.of());
    }
    if (!Files.exists(made)) {
      throw new IOException("Java made none, see " + log(directory));
    }
    Files.move(made, archive);
  }

  private static Path log(Path directory) {
    return directory.resolve("log");
  }

  private void run(Path directory, Path java, List<String> options, List<String> main)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(distribution.resolve("bin/jbuild").toString(), "--enter", java.toString()));
    List<String> lines = Files.readAllLines(lib.resolve("jvm.options"));
    int classPath = lines.indexOf("-cp");
    for (String line : lines.subList(0, classPath)) {
      if (line.startsWith("-")
          && !line.startsWith("-XX:SharedArchiveFile")
          && !line.startsWith("-XX:AOTCache")) {
        command.add(inLib(line));
      }
    }
    command.addAll(options);
    command.addAll(List.of("-cp", inLib(lines.get(classPath + 1))));
    command.addAll(main);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(directory).toFile()))
            .start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("training took longer than " + LIMIT_SECONDS + " s");
    }
  }

  private String inLib(String option) {
    return option.replace("@LIB@", lib.toString());
  }

  private static int featureVersion(String release) throws IOException {
    Matcher matcher = Pattern.compile("JAVA_VERSION=\"(\\d+)").matcher(release);
    if (!matcher.find()) {
      throw new IOException("its file release names no version");
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** FNV-1a, as in the launcher's java.c. */
  private static String identity(byte[] release) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : release) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return String.format("%016x", hash);
  }

  /** The command lines of a rehearsal: the base is made in a root of its own, then pulled. */
  private Path writeCommands(Path directory, String host) throws IOException {
    Path context = Files.createDirectories(directory.resolve("context"));
    Files.createDirectories(context.resolve("src/deep"));
    Files.writeString(context.resolve("src/hello.txt"), "hello\n");
    Files.writeString(context.resolve("src/deep/big.txt"), "0123456789abcdef\n".repeat(20_000));
    Files.createSymbolicLink(context.resolve("src/link"), Path.of("hello.txt"));
    Files.writeString(context.resolve(".dockerignore"), "*.tmp\n**/*.log\n!src/kept.log\n");
    Files.copy(distribution.resolve("bin/jbuild"), context.resolve("program"));
    Files.writeString(context.resolve("base"), BASE);
    Files.writeString(context.resolve("app"), "FROM " + host + "/training/base:1 AS base\n" + APP);
    Files.writeString(
        context.resolve("run"), "FROM " + host + "/training/tools:1\n" + RUN);
    Files.writeString(context.resolve("wrong"), "FROM scratch\nCOPY --form=x a b\n");
    String at = context.toString();
    String first = directory.resolve("first").toString();
    String root = directory.resolve("root").toString();
    String base = host + "/training/base:1";
    String app = host + "/training/app:1";
    String cache = host + "/training/cache";
    List<List<String>> commands =
        List.of(
            List.of("--root", first, "-f", at + "/base", "-t", base, "--push", "--compression=gzip", at),
            List.of("--root", root, "-f", at + "/app", "-t", app, "--push", at),
            List.of("--root", root, "-f", at + "/app", "-t", app, "--push", at),
            List.of("--root", root, "-f", at + "/app", "-t", app, "--progress=tty", "--push", at),
            tools(first, host),
            List.of("--root", root, "-f", at + "/run", "-t", host + "/training/run:1", "--push", at),
            List.of("--root", root, "-f", at + "/run", "-t", host + "/training/run:1", "--push", at),
            List.of("--root", root + "2", "-f", at + "/app", "-t", app, "--push", "--cache-to", cache, at),
            List.of("--root", root + "3", "-f", at + "/app", "-t", app, "--push", "--cache-from", cache, at),
            List.of("--root", root, "-f", at + "/wrong", at),
            List.of("images", "--root", root),
            List.of("inspect", "--root", root, app));
    StringBuilder text = new StringBuilder();
    for (List<String> command : commands) {
      text.append(String.join("\n", command)).append("\n\n");
    }
    return Files.writeString(directory.resolve("commands"), text);
  }

  private static final String BASE =
      """
      FROM scratch
      COPY src /usr/share/src
      COPY program /bin/program
      COPY src/hello.txt /etc/hello
      ENV PATH=/bin
      CMD ["program"]
      """;

  private static final String APP =
      """
      ARG VERSION=1
      ENV A=1 B="two words" C=${VERSION:-2}
      WORKDIR /app
      COPY --chmod=644 src/*.txt ./
      COPY src /app/src

      FROM base
      ARG VERSION
      LABEL a=b version=${VERSION}
      COPY --from=base --chown=1000:1000 /app /app
      WORKDIR /app/src
      USER 1000:1000
      EXPOSE 80/tcp
      VOLUME /data
      STOPSIGNAL SIGTERM
      SHELL ["/bin/sh", "-ec"]
      HEALTHCHECK --interval=5s CMD true
      ENTRYPOINT ["/app/hello"]
      CMD echo hello
      """;

  /** This host's shell as an image. */
  private List<String> tools(String root, String host) {
    return List.of(
        "--root", root, "--build-context", "host=/", "--target", "tools", "--compression=gzip",
        "-t", host + "/training/tools:1", "--push", quickstart.toString());
  }

  private static final String RUN =
      """
      WORKDIR /made
      RUN mkdir deep && echo hello >deep/file && chmod 700 deep
      RUN --mount=type=cache,target=/cache --mount=source=src,target=/src cat /src/hello.txt >copy
      RUN <<END
      echo here >document
      END
      COPY src src
      USER 1000:1000
      RUN cat /made/copy
      """;

  /** A registry in memory, on a free port of the loopback interface. */
  private static final class Registry implements AutoCloseable {
    private record Manifest(String type, byte[] data) {}

    private static final Map<String, String> JSON =
        Map.of("Content-Type", "application/json; charset=utf-8");
    private static final Pattern PATH =
        Pattern.compile("/v2/(.+)/(manifests|blobs|blobs/uploads)/([^/]*)");

    private final HttpServer server;
    private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();

    private Registry(HttpServer server) {
      this.server = server;
    }

    static Registry start() throws IOException {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
      Registry registry = new Registry(HttpServer.create(address, 0));
      registry.server.createContext("/", registry::handle);
      registry.server.start();
      return registry;
    }

    String host() {
      return "127.0.0.1:" + server.getAddress().getPort();
    }

    boolean has(String repository) {
      return manifests.containsKey(repository + "/1");
    }

    private void handle(HttpExchange exchange) throws IOException {
      try (exchange) {
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        byte[] body = exchange.getRequestBody().readAllBytes();
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        if (exchange.getRequestURI().getPath().equals("/token")) {
          answer(exchange, 200, JSON, "{\"token\": \"t\", \"expires_in\": 300}".getBytes(UTF_8));
        } else if (token == null) {
          String realm = "Bearer realm=\"http://" + host() + "/token\",service=\"training\"";
          exchange.getResponseHeaders().set("WWW-Authenticate", realm);
          answer(exchange, 401, JSON, "{\"errors\": [{\"code\": \"UNAUTHORIZED\"}]}".getBytes(UTF_8));
        } else if (!path.matches()) {
          answer(exchange, 200, JSON, "{}".getBytes(UTF_8));
        } else if (path.group(2).equals("manifests")) {
          manifest(exchange, path.group(1) + "/" + path.group(3), body);
        } else if (path.group(2).equals("blobs")) {
          blob(exchange, path.group(3));
        } else {
          upload(exchange, path.group(1), path.group(3), body);
        }
      }
    }

    private void manifest(HttpExchange exchange, String name, byte[] body) throws IOException {
      if (exchange.getRequestMethod().equals("PUT")) {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String repository = name.substring(0, name.lastIndexOf('/') + 1);
        manifests.put(name, new Manifest(type, body));
        manifests.put(repository + digest(body), new Manifest(type, body));
        answer(exchange, 201, Map.of("Docker-Content-Digest", digest(body)), new byte[0]);
        return;
      }
      Manifest manifest = manifests.get(name);
      if (manifest == null) {
        answer(exchange, 404, Map.of(), new byte[0]);
        return;
      }
      Map<String, String> headers =
          Map.of(
              "Content-Type", manifest.type(), "Docker-Content-Digest", digest(manifest.data()));
      answer(exchange, 200, headers, manifest.data());
    }

    private void blob(HttpExchange exchange, String digest) throws IOException {
      byte[] data = blobs.get(digest);
      answer(exchange, data == null ? 404 : 200, Map.of(), data == null ? new byte[0] : data);
    }

    /** POST begins an upload, PATCH adds to it, PUT ends it. */
    private void upload(HttpExchange exchange, String repository, String upload, byte[] body)
        throws IOException {
      String id = upload.isEmpty() ? Integer.toString(uploads.size()) : upload;
      uploads.merge(id, body, Registry::joined);
      String method = exchange.getRequestMethod();
      String query = exchange.getRequestURI().getQuery();
      if (method.equals("PUT")) {
        blobs.put(parameters(query).get("digest"), uploads.put(id, new byte[0]));
      }
      String location = "/v2/" + repository + "/blobs/uploads/" + id;
      answer(exchange, method.equals("PUT") ? 201 : 202, Map.of("Location", location), new byte[0]);
    }

    private static Map<String, String> parameters(String query) {
      Map<String, String> parameters = new TreeMap<>();
      for (String parameter : query.split("&")) {
        int equals = parameter.indexOf('=');
        parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
      }
      return parameters;
    }

    private static byte[] joined(byte[] a, byte[] b) {
      byte[] both = Arrays.copyOf(a, a.length + b.length);
      System.arraycopy(b, 0, both, a.length, b.length);
      return both;
    }

    private static String digest(byte[] data) {
      try {
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(data);
        return "sha256:" + HexFormat.of().formatHex(sha256);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void answer(
        HttpExchange exchange, int status, Map<String, String> headers, byte[] data)
        throws IOException {
      headers.forEach(exchange.getResponseHeaders()::set);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (head) {
        exchange.getResponseHeaders().set("Content-Length", Integer.toString(data.length));
      }
      exchange.sendResponseHeaders(status, head || data.length == 0 ? -1 : data.length);
      if (!head && data.length > 0) {
        exchange.getResponseBody().write(data);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
