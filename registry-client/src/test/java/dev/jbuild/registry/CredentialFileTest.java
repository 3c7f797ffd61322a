// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialFileTest {
  private static final Credential ME = new Credential.UserPassword("me", "secret:1");
  private static final String AUTH =
      Base64.getEncoder().encodeToString("me:secret:1".getBytes(StandardCharsets.UTF_8));

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("config.json");
  }

  private CredentialSource.Lookup lookup(String host, String config) throws IOException {
    Files.writeString(file, config);
    return new CredentialFile(file).lookup(host, "team/app");
  }

  @Test
  void passwordOfTheRegistryIsFound() throws IOException {
    CredentialSource.Lookup lookup =
        lookup("127.0.0.1:5000", "{\"auths\":{\"127.0.0.1:5000\":{\"auth\":\"" + AUTH + "\"}}}");

    assertThat(lookup.credential()).contains(ME);
    assertThat(lookup.where()).isEqualTo(file.toString());
  }

  @Test
  void passwordOfDockerHubIsFoundUnderItsHistoricalName() throws IOException {
    String config = "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"" + AUTH + "\"}}}";

    assertThat(lookup("docker.io", config).credential()).contains(ME);
    assertThat(lookup("other.example", config).credential()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "reg.example, reg.example",
    "reg.example, https://reg.example/v2/",
    "docker.io, https://index.docker.io/v1/"
  })
  void identityTokenIsFound(String host, String key) throws IOException {
    String auth = Base64.getEncoder().encodeToString("me:".getBytes(StandardCharsets.UTF_8));
    CredentialSource.Lookup lookup =
        lookup(
            host,
            "{\"auths\":{\"a.example\":{},\""
                + key
                + "\":{\"auth\":\""
                + auth
                + "\",\"identitytoken\":\"abc\"}}}");

    assertThat(lookup.credential()).contains(new Credential.IdentityToken("abc"));
  }

  @Test
  void missingFileMeansNoCredentials() {
    CredentialSource.Lookup lookup = new CredentialFile(file).lookup("reg.example", "app");

    assertThat(lookup.credential()).isEmpty();
    assertThat(lookup.where()).isEqualTo(file.toString());
  }

  @Test
  void brokenFileIsToldWithoutItsContent() {
    assertThatThrownBy(() -> lookup("reg.example", "{\"auths\":\n{secret2"))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(RegistryException.Reason.LOCAL);
              assertThat(e.getCause()).isNull();
            })
        .hasMessage(
            "cannot read the credentials of reg.example from "
                + file
                + ": it is not valid JSON, see line 2");
  }

  @Test
  void brokenAuthIsToldWithoutItsContent() {
    String auth = Base64.getEncoder().encodeToString("secret3".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(
            () ->
                lookup("reg.example", "{\"auths\":{\"reg.example\":{\"auth\":\"" + auth + "\"}}}"))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "cannot read the credentials of reg.example from "
                + file
                + ": its \"auth\" is not base64 of user:password");
  }

  @Test
  void missingHelperIsNamedWhereCredentialsAreMissing() throws IOException {
    CredentialSource.Lookup lookup =
        lookup("reg.example", "{\"credHelpers\":{\"reg.example\":\"jbuild-test-missing\"}}");

    assertThat(lookup.credential()).isEmpty();
    assertThat(lookup.where())
        .isEqualTo(file + " (docker-credential-jbuild-test-missing gave none)");
  }

  @Test
  void storeIsAskedForDockerHubUnderItsHistoricalName() throws IOException {
    assertThat(lookup("docker.io", "{\"credsStore\":\"jbuild-test\"}").credential())
        .contains(new Credential.UserPassword("hub", "one"));
  }

  @Test
  void helperOfARegistryIsAsked() throws IOException {
    String config = "{\"credHelpers\":{\"token.example\":\"jbuild-test\"}}";

    assertThat(lookup("token.example", config).credential())
        .contains(new Credential.IdentityToken("two"));
    assertThat(lookup("other.example", config).credential()).isEmpty();
  }

  @Test
  void whatAFailingHelperPrintsIsNotShown() throws IOException {
    CredentialSource.Lookup lookup = lookup("other.example", "{\"credsStore\":\"jbuild-test\"}");

    assertThat(lookup.credential()).isEmpty();
    assertThat(lookup.where()).isEqualTo(file + " (docker-credential-jbuild-test gave none)");
  }

  @Test
  void longestNameOfARepositoryCounts() throws IOException {
    String team = Base64.getEncoder().encodeToString("team:x".getBytes(StandardCharsets.UTF_8));
    String config =
        "{\"auths\":{\"reg.example\":{\"auth\":\""
            + AUTH
            + "\"},\"reg.example/team\":{\"auth\":\""
            + team
            + "\"},\"reg.example/team/other\":{\"auth\":\"broken\"}}}";

    assertThat(lookup("reg.example", config).credential())
        .contains(new Credential.UserPassword("team", "x"));
    assertThat(new CredentialFile(file).lookup("reg.example", "teams").credential()).contains(ME);
    assertThat(new CredentialFile(file).lookup("reg.example", "").credential()).contains(ME);
  }

  @Test
  void secretsAreNotShown() {
    assertThat(ME).hasToString("user me");
    assertThat(new Credential.IdentityToken("secret")).hasToString("identity token");
  }
}
