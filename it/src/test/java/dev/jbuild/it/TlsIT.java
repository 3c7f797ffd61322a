// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A registry whose certificate a private authority signed, and that wants one of its clients. */
@ExtendWith(LabExtension.class)
final class TlsIT {

  @Test
  void privateAuthoritiesAndCertificatesOfClientsAreUsed(Lab lab) throws IOException {
    MustWork.assumeTools("openssl");
    Path certificates = certificates(lab);
    Jbuild jbuild = lab.jbuild(lab.user());
    BuildContext context = lab.context().file("f", "x").dockerfile("FROM scratch\nCOPY f /\n");
    try (DockerRegistry registry =
        DockerRegistry.startWithTls(lab.subdirectory("tls-registry"), certificates)) {
      // Linux connects 0.0.0.0 to loopback, but nobody is excused from TLS there.
      String host = registry.host().replace("127.0.0.1", "0.0.0.0");
      String name = host + "/secured:1";

      Finished untrusted = jbuild.build(context, "-t", name, "--push", "--retry", "0").exits(4);
      assertThat(untrusted.err())
          .contains("no trusted TLS connection to " + host, "certification path");

      String authority = host + "=" + certificates.resolve("ca.crt");
      Finished unknown =
          jbuild
              .build(
                  context,
                  "-t",
                  name,
                  "--push",
                  "--retry",
                  "0",
                  "--registry-certificate",
                  authority)
              .exits(4);
      // The server may say that it misses a certificate, or just hang up.
      assertThat(unknown.err()).contains(host).doesNotContain("certification path");

      String digest =
          jbuild
              .build(context, "-t", name, "--push", "--cert-dir", certificates.toString())
              .ok()
              .outLine();
      Jbuild other = lab.jbuild(lab.user());
      String client =
          host
              + "="
              + certificates.resolve("client.cert")
              + ","
              + certificates.resolve("client.key");
      Finished pulled =
          other
              .run(
                  "pull",
                  name,
                  "--registry-certificate",
                  authority,
                  "--registry-client-cert",
                  client)
              .ok();
      assertThat(pulled.outLine()).isEqualTo(digest);
    }
  }

  /** An authority, a server's certificate for 0.0.0.0, and a client's. */
  private static Path certificates(Lab lab) throws IOException {
    Path directory = lab.subdirectory("certificates");
    openssl(
        directory,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ca"
            + " -keyout ca.pem -out ca.crt");
    Files.writeString(directory.resolve("names"), "subjectAltName=IP:0.0.0.0,IP:127.0.0.1\n");
    for (String who : new String[] {"server", "client"}) {
      openssl(
          directory,
          "req -newkey rsa:2048 -nodes -subj /CN=" + who + " -keyout %s.key -out %s.csr",
          who);
      openssl(
          directory,
          "x509 -req -days 2 -CA ca.crt -CAkey ca.pem -CAcreateserial -extfile names"
              + " -in %s.csr -out %s.cert",
          who);
    }
    Files.delete(directory.resolve("server.csr"));
    // In a directory of certificates a pair is taken for the client's.
    Files.move(directory.resolve("server.cert"), directory.resolve("server.pem"));
    Files.move(directory.resolve("server.key"), directory.resolve("server-key.pem"));
    Command.of("chmod", "-R", "a+rX", directory.toString()).run().ok();
    return directory;
  }

  private static void openssl(Path directory, String arguments, Object... who) throws IOException {
    String filled = who.length == 0 ? arguments : arguments.replace("%s", who[0].toString());
    Command.of(("openssl " + filled).split(" ", -1)).in(directory).run().ok();
  }
}
