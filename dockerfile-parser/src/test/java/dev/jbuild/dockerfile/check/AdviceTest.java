// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules beyond BuildKit's that need only the file. */
class AdviceTest {
  private static java.util.List<String> found(String instruction) {
    return FileChecks.found("FROM a@sha256:0\n" + instruction + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN apt-get install -y make",
        "RUN apt-get -qq install make",
        "RUN set -e; apt install make",
        "RUN [\"apt-get\", \"install\", \"make\"]"
      })
  void anInstallWithoutAnUpdateIsFound(String run) {
    assertThat(found(run)).singleElement().asString().startsWith("AptGetWithoutUpdate?:2:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN apt-get update && apt-get install -y make",
        "RUN apt-get update \\\n && apt-get install -y \\\n make",
        "RUN echo install",
        "RUN adaptable install",
        "CMD [\"apt-get\", \"install\"]"
      })
  void anInstallAfterAnUpdateIsFine(String run) {
    assertThat(found(run)).isEmpty();
  }

  @Test
  void anUpdateAloneIsFound() {
    assertThat(found("RUN apt-get update")).containsExactly("AptGetUpdateAlone?:2:5");
    assertThat(found("RUN apt-get update && apt-get upgrade -y")).isEmpty();
  }

  @Test
  void addOfPlainFilesIsFound() {
    assertThat(found("ADD a.txt b/ /c/")).containsExactly("AddInsteadOfCopy?:2:1");
    assertThat(found("ADD a.tar.gz /c/")).isEmpty();
    assertThat(found("ADD a.* /c/")).isEmpty();
    assertThat(found("ADD $what /c/")).isEmpty();
    assertThat(found("ADD --unpack=false a.txt /c/")).isEmpty();
  }

  @Test
  void addOfWhatNothingChecksIsFound() {
    assertThat(found("ADD https://example.com/a.tgz /c/"))
        .containsExactly("AddWithoutChecksum?:2:5");
    assertThat(found("ADD https://example.com/a.git /c/")).isEmpty();
  }

  @Test
  void valuesOfVariablesThatAreSecretsAreFound() {
    assertThat(found("ENV DB_PASSWORD=hunter2")).containsExactly("HardcodedSecret?:2:5");
    assertThat(found("ARG TOKEN")).isEmpty();
    assertThat(found("ARG TOKEN=\"\"")).isEmpty();
    assertThat(found("ENV TOKEN=$token")).isEmpty();
    assertThat(found("ENV PASSWORD_FILE=/run/secrets/x")).isEmpty();
    assertThat(FileChecks.found("ARG API_KEY=1\nFROM a\n")).contains("HardcodedSecret?:1:5");
  }

  @Test
  void whatLooksLikeACredentialIsFoundUnderAnyName() {
    String token = "ghp_" + "a1B2".repeat(9);

    assertThat(found("LABEL x=" + token)).containsExactly("HardcodedSecret?:2:7");
    assertThat(found("RUN curl -H 'Authorization: " + token + "' x"))
        .containsExactly("HardcodedSecret?:2:29");
    assertThat(found("ENV X=ghp_short")).isEmpty();
  }

  @Test
  void secretsAreNotShown() {
    String text = "from a\nENV token=hunter2 x=1\nMAINTAINER me\n";

    assertThat(FileChecks.findings(text).list())
        .isNotEmpty()
        .allSatisfy(f -> assertThat(f.diagnostic(false).render()).doesNotContain("hunter2"))
        .anySatisfy(f -> assertThat(f.diagnostic(false).render()).contains("ENV token=*******"));
  }
}
