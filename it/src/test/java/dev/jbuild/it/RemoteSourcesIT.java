// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Contexts and sources of ADD that are not directories: web servers, repositories, archives. */
@ExtendWith(LabExtension.class)
final class RemoteSourcesIT {
  private Lab lab;
  private Jbuild jbuild;
  private WebServer web;
  private GitServer git;
  private BuildContext context;
  private Path dest;

  @BeforeEach
  void prepare(Lab theLab) throws IOException {
    lab = theLab;
    jbuild = lab.jbuild(lab.user());
    web = WebServer.start();
    git = new GitServer(web, Files.createTempDirectory(lab.subdirectory("git"), "r"));
    context = lab.context();
    dest = lab.newDirectory(lab.user()).resolve("out");
  }

  @AfterEach
  void stop() throws IOException {
    web.close();
    try (Stream<Path> builds = Files.list(jbuild.root().resolve("work"))) {
      assertThat(builds).as("what builds left in their work directories").isEmpty();
    }
  }

  private Finished build(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("-t", "it:1", "-o", "type=local,dest=" + dest));
    all.addAll(List.of(words));
    return jbuild.command(all.toArray(String[]::new)).in(context.directory()).run();
  }

  private Finished buildReading(Path input, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("sh", "-c", "cat " + input + " | \"$0\" \"$@\""));
    all.addAll(List.of(jbuild.program().toString(), "-o", "type=local,dest=" + dest));
    all.addAll(List.of(words));
    return Command.of(all.toArray(String[]::new))
        .as(jbuild.account())
        .with("JBUILD_ROOT", jbuild.root().toString())
        .in(context.directory())
        .run();
  }

  /** With secrets for the server, which is 127.0.0.1. */
  private Finished buildWithTokens(String... words) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("--progress=plain", "-o", "type=local,dest=" + dest));
    all.add("--secret=id=HTTP_AUTH_TOKEN_127.0.0.1,env=WEB_TOKEN");
    all.add("--secret=id=GIT_AUTH_TOKEN." + web.host() + ",env=WEB_TOKEN");
    all.addAll(List.of(words));
    return jbuild
        .command(all.toArray(String[]::new))
        .with("WEB_TOKEN", WebServer.TOKEN)
        .in(context.directory())
        .run();
  }

  private Path out(String path) {
    return dest.resolve(path);
  }

  private static byte[] tar(Map<String, String> files, boolean gzip) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(gzip ? new GzipCompressorOutputStream(bytes) : bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] data = file.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(data.length);
        entry.setIds(1234, 1234);
        tar.putArchiveEntry(entry);
        tar.write(data);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static Map<String, String> files(String... namesAndTexts) {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return files;
  }

  private static String sha256(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aUrlIsAFileThatOnlyRootReadsWithTheTimeOfTheServer() throws IOException {
    web.file("/a/file.txt", "text");
    context.dockerfile("FROM scratch\nADD " + web.url("/moved/a/file.txt") + "?x=1 /d/\n");

    build(".").ok();

    assertThat(out("d/file.txt")).hasContent("text");
    assertThat(Files.getAttribute(out("d/file.txt"), "unix:mode")).isEqualTo(0100600);
    assertThat(Files.getLastModifiedTime(out("d/file.txt")).toMillis())
        .isEqualTo(WebServer.LAST_MODIFIED_SECONDS * 1000);
  }

  @Test
  void aUrlIsFetchedAnewOnlyIfItHasChanged() throws IOException {
    web.file("/f", "1");
    context.dockerfile("FROM scratch\nADD " + web.url("/f") + " /f\n");
    String first = build(".").ok().outLine();
    List<String> firstRequests = web.takeRequests();
    String second = build(".").ok().outLine();
    List<String> secondRequests = web.takeRequests();
    web.file("/f", "2");
    build(".").ok();

    assertThat(firstRequests).containsExactly("200 /f");
    assertThat(secondRequests).containsExactly("304 /f");
    assertThat(second).isEqualTo(first);
    assertThat(out("f")).hasContent("2");
  }

  @Test
  void aChecksumIsVerifiedAndSparesTheRequest() throws IOException {
    web.file("/f", "good");
    String good = "FROM scratch\nADD --checksum=sha256:" + sha256("good");
    context.dockerfile(good + " " + web.url("/f") + " /f\n");
    build(".").ok();
    web.takeRequests();
    build(".").ok();
    List<String> again = web.takeRequests();
    context.dockerfile(good.replace("ADD", "ADD --chmod=644") + " " + web.url("/f") + " /f\n");
    build(".").ok();
    List<String> otherStep = web.takeRequests();
    context.dockerfile(
        "FROM scratch\nADD --checksum=sha256:" + sha256("bad") + " " + web.url("/f") + " /f\n");
    Finished bad = build(".").exits(2);

    assertThat(again).isEmpty();
    assertThat(otherStep).isEmpty();
    assertThat(bad.err())
        .contains("/f has checksum sha256:" + sha256("good") + ", not sha256:" + sha256("bad"));
  }

  @Test
  void aUrlIsUnpackedOnlyIfThatIsSaid() throws IOException {
    web.file("/a.tgz", tar(files("in/side", "x"), true));
    context.dockerfile(
        "FROM scratch\nADD %1$s /plain/\nADD --unpack=true %1$s /open/\n"
            .formatted(web.url("/a.tgz")));

    build(".").ok();

    assertThat(out("plain/a.tgz")).isRegularFile();
    assertThat(out("open/in/side")).hasContent("x");
  }

  @Test
  void aPasswordIsUsedAndNeverShown() throws IOException {
    web.file("/private/f", "text");
    String url = web.url("/private/f").replace("//", "//user:secret@");
    context.dockerfile("FROM scratch\nADD " + url + " /f\n");

    Finished good = build("--progress=plain", ".").ok();
    context.dockerfile("FROM scratch\nADD " + url.replace("/f", "/none") + " /f\n");
    Finished bad = build("--progress=plain", ".").exits(2);

    assertThat(out("f")).hasContent("text");
    assertThat(good.err() + good.out() + bad.err() + bad.out()).doesNotContain("secret");
    assertThat(jbuild.inspect("it:1").toString()).doesNotContain("secret").contains("***");
    assertThat(bad.err()).contains("/private/none: status 404; there is no such file");
    Finished search =
        Command.of("grep", "-rl", "secret", jbuild.root().toString()).as(jbuild.account()).run();
    assertThat(search.out()).isEmpty();
  }

  @Test
  void secretsLogInAndAreKeptNowhere() throws IOException {
    web.file("/token/f", "text").file("/token/D", "FROM scratch\nCOPY a /e\n");
    git.create("private.git", files("a", "1"));
    String repository = web.url("/git/private.git");
    context.dockerfile(
        "FROM scratch\nADD %s /f\nADD --keep-git-dir %s /d\n"
            .formatted(web.url("/token/f"), repository));

    Finished first = buildWithTokens(".").ok();
    Finished second = buildWithTokens(".").ok();
    Finished remote = buildWithTokens("-f", web.url("/token/D"), repository).ok();

    assertThat(out("f")).hasContent("text");
    assertThat(out("d/a")).hasContent("1");
    assertThat(out("e")).hasContent("1");
    assertThat(second.outLine()).isEqualTo(first.outLine());
    for (String login : List.of(WebServer.TOKEN, WebServer.basic("x-access-token:hush-hush"))) {
      assertThat(first.err() + second.err() + remote.err()).doesNotContain(login);
      Finished search =
          Command.of("grep", "-rlaF", login, jbuild.root().toString(), dest.toString())
              .as(jbuild.account())
              .run();
      assertThat(search.out()).isEmpty();
    }
  }

  @Test
  void aServerThatWantsATokenIsToldWithItsSecret() throws IOException {
    web.file("/token/f", "text");
    git.create("private.git", files("a", "1"));
    context.dockerfile("FROM scratch\nADD " + web.url("/token/f") + " /f\n");

    assertThat(build(web.url("/git/private.git")).exits(2).err())
        .contains(
            "/git/private.git: not authorized: give a token with --secret id=GIT_AUTH_TOKEN."
                + web.host()
                + ",src=FILE");
    assertThat(build(".").exits(2).err())
        .contains(
            "/token/f: status 401; the server wants credentials: give a token with --secret"
                + " id=HTTP_AUTH_TOKEN_127.0.0.1,src=FILE");
  }

  @Test
  void aCheckLogsInToo() throws IOException {
    git.create("private.git", files("Dockerfile", "FROM scratch\nUSER 1\n"));
    String secret = "--secret=id=GIT_AUTH_TOKEN." + web.host() + ",env=WEB_TOKEN";

    Finished checked =
        jbuild
            .command("check", secret, web.url("/git/private.git"))
            .with("WEB_TOKEN", WebServer.TOKEN)
            .in(context.directory())
            .run();

    checked.ok();
  }

  @Test
  void secretsDoNotFollowARedirect() throws IOException {
    web.file("/token/f", "text").file("/open", "open");
    git.create("private.git", files("a", "1"));
    git.create("open.git", files("a", "1"));
    context.dockerfile("FROM scratch\nADD " + web.url("/away/token/f") + " /f\n");
    Finished file = buildWithTokens(".").exits(2);
    context.dockerfile("FROM scratch\nADD " + web.url("/away/git/private.git") + " /d\n");
    Finished repository = buildWithTokens(".").exits(2);
    context.dockerfile(
        "FROM scratch\nADD %s /f\nADD %s /d\n"
            .formatted(web.url("/away/open"), web.url("/away/git/open.git")));
    buildWithTokens(".").ok();

    assertThat(file.err())
        .contains("redirected to http://localhost:", ": status 401; the server wants credentials")
        .doesNotContain("--secret id=HTTP_AUTH");
    assertThat(repository.err()).contains("/away/git/private.git: ", "not authorized");
    assertThat(out("f")).hasContent("open");
    assertThat(out("d/a")).hasContent("1");
  }

  @Test
  void proxiesOfTheEnvironmentAreAsked() throws IOException {
    web.file("/f", "through the proxy");
    context.dockerfile("FROM scratch\nADD http://far.example/f /f\n");

    jbuild
        .command("-o", "type=local,dest=" + dest, ".")
        .with("http_proxy", "http://" + web.host())
        .in(context.directory())
        .run()
        .ok();

    assertThat(out("f")).hasContent("through the proxy");
  }

  @Test
  void aRepositoryIsAddedAndCachedByCommit() throws IOException {
    git.create("app.git", files("a", "1", "sub/b", "2"));
    context.dockerfile("FROM scratch\nADD " + web.url("/git/app.git") + "#main:sub /d\n");
    String first = build(".").ok().outLine();
    Finished second = build(".").ok();
    git.push("app.git", files("sub/b", "3"));
    build(".").ok();

    assertThat(second.outLine()).isEqualTo(first);
    assertThat(second.err()).contains("CACHED");
    assertThat(out("d/b")).hasContent("3");
    assertThat(out("d/a")).doesNotExist();
    assertThat(out("d/.git")).doesNotExist();
  }

  @Test
  void anOldCommitIsAddedWithItsGitDirectory() throws IOException {
    String old = git.create("app.git", files("a", "1"));
    git.push("app.git", files("a", "2"));
    String url = web.url("/git/app.git").replace("//", "//user:secret@");
    context.dockerfile(
        "FROM scratch\nADD --keep-git-dir --checksum=%s %s?ref=%s /d\n"
            .formatted(old.substring(0, 12), url, old));

    build(".").ok();

    assertThat(out("d/a")).hasContent("1");
    assertThat(out("d/.git/HEAD")).hasContent(old);
    assertThat(out("d/.git/config")).content().doesNotContain("secret");
  }

  @Test
  void aRepositoryIsAContext() throws IOException {
    git.create(
        "app.git",
        files(
            "app/Dockerfile", "FROM scratch\nCOPY . /d\n", "app/x", "1", "app/.dockerignore", "x"));

    build(web.url("/git/app.git") + "#:app").ok();
    Path first = out("d/x");
    assertThat(first).hasContent("1");
    String dockerfile = "app/Dockerfile";
    build("-f", dockerfile, web.url("/git/app.git")).ok();
    assertThat(out("d/app/x")).hasContent("1");
    assertThat(out("d/.git")).doesNotExist();
    String keep = "BUILDKIT_CONTEXT_KEEP_GIT_DIR=1";
    build("-f", dockerfile, "--build-arg", keep, web.url("/git/app.git")).ok();

    assertThat(out("d/.git/HEAD")).exists();
  }

  @Test
  void aContextHasATime() throws IOException {
    String dockerfile = "ARG SOURCE_DATE_EPOCH=context\nFROM scratch\nCOPY f /f\n";
    git.create("dated.git", files("Dockerfile", dockerfile, "f", "1"));
    Instant committed = git.timeOf("dated.git");
    web.file("/dated.tgz", tar(files("Dockerfile", dockerfile, "f", "2"), true));
    String repository = web.url("/git/dated.git");
    String archive = web.url("/dated.tgz");

    jbuild.command("-t", "dated:git", repository).in(context.directory()).run().ok();
    jbuild.command("-t", "dated:web", archive).in(context.directory()).run().ok();
    jbuild
        .command("-t", "dated:arg", "--build-arg", "SOURCE_DATE_EPOCH=5", archive)
        .in(context.directory())
        .run()
        .ok();

    assertThat(created("dated:git")).isEqualTo(committed);
    assertThat(created("dated:web"))
        .isEqualTo(Instant.ofEpochSecond(WebServer.LAST_MODIFIED_SECONDS));
    assertThat(created("dated:arg")).isEqualTo(Instant.ofEpochSecond(5));
  }

  @Test
  void aStageGivesTheTimeOfWhatItFetches() throws IOException {
    git.create("src.git", files("f", "1"));
    context.dockerfile(
        """
        ARG SOURCE_DATE_EPOCH=src
        FROM scratch AS src
        ARG FROM_WHERE
        ADD $FROM_WHERE /
        FROM scratch
        COPY --from=src / /
        """);
    web.file("/src.txt", "no archive");

    String repository = "FROM_WHERE=" + web.url("/git/src.git");
    build("--build-arg", repository, "-t", "dated:commit", ".").ok();
    build("--build-arg", "FROM_WHERE=" + web.url("/src.txt"), "-t", "dated:file", ".").ok();

    assertThat(created("dated:commit")).isEqualTo(git.timeOf("src.git"));
    assertThat(created("dated:file"))
        .isEqualTo(Instant.ofEpochSecond(WebServer.LAST_MODIFIED_SECONDS));
  }

  private Instant created(String image) throws IOException {
    return Instant.parse(jbuild.inspect(image).path("config").path("created").asText());
  }

  @Test
  void aTarIsAContextWhereverItIs() throws IOException {
    byte[] tar = tar(files("Dockerfile", "FROM scratch\nCOPY f /f\n", "f", "in the tar"), true);
    Path file = context.directory().resolve("c.tgz");
    Files.write(file, tar);
    Lab.setMode(file, "rw-r--r--");
    web.file("/c.tgz", tar);

    for (String where : List.of("-", "c.tgz", web.url("/c.tgz"))) {
      Files.deleteIfExists(out("f"));
      buildReading(file, where).ok();

      assertThat(out("f")).as(where).hasContent("in the tar");
    }
  }

  @Test
  void aDockerfileIsReadFromStandardInputOrAServer() throws IOException {
    context.file("f", "of the context").file("D", "FROM scratch\nCOPY f /f\n");
    context.file("E", "FROM scratch\nWORKDIR /made\n");
    web.file("/D", "FROM scratch\nCOPY f /g\n").file("/E", "FROM scratch\nWORKDIR /web\n");

    buildReading(context.resolve("D"), "-f", "-", ".").ok();
    buildReading(context.resolve("E"), "-").ok();
    build("-f", web.url("/D"), ".").ok();
    build(web.url("/E")).ok();

    assertThat(out("f")).hasContent("of the context");
    assertThat(out("made")).isDirectory();
    assertThat(out("g")).hasContent("of the context");
    assertThat(out("web")).isDirectory();
  }

  @Test
  void namedContextsAreOfManyKinds() throws IOException {
    git.create("app.git", files("g", "git"));
    web.file("/c.tar", tar(files("t", "tar"), false)).file("/one", "one");
    context.file("dir/x", "dir").file("Layout", "FROM scratch\nCOPY dir/x /l\n");
    Path layout = lab.newDirectory(lab.user()).resolve("layout");
    jbuild
        .command("-f", "Layout", "-t", "l:7", "-o", "type=oci,tar=false,dest=" + layout, ".")
        .in(context.directory())
        .run()
        .ok();
    context.dockerfile(
        """
        FROM replaced AS first
        FROM layout
        COPY --from=git g /
        COPY --from=tar t /
        COPY --from=one / /one/
        COPY --from=alias x /
        """);

    build(
            "--build-context=replaced=dir",
            "--build-context=layout=oci-layout://" + layout + ":7",
            "--build-context=git=" + web.url("/git/app.git"),
            "--build-context=tar=" + web.url("/c.tar"),
            "--build-context=one=" + web.url("/one"),
            "--build-context=alias=target:first",
            ".")
        .ok();

    assertThat(out("l")).hasContent("dir");
    assertThat(out("g")).hasContent("git");
    assertThat(out("t")).hasContent("tar");
    assertThat(out("one/context")).hasContent("one");
    assertThat(out("x")).hasContent("dir");
  }

  @Test
  void anImageIsANamedContext() throws IOException {
    context.dockerfile("FROM nothing.example/none\n");

    build("--build-context=nothing.example/none=docker-image://" + lab.busybox(), ".").ok();

    assertThat(Files.exists(out("bin/busybox"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void aDockerfileCanNotNameALayoutOfThisHost() throws IOException {
    context.dockerfile("FROM oci-layout://" + context.directory() + "\n");

    assertThat(build(".").exits(2).err()).contains("oci-layout://");
  }
}
