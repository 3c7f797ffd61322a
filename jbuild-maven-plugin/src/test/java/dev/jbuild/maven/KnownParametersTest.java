// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.Map;
import org.apache.maven.plugin.MojoFailureException;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.Test;

final class KnownParametersTest {
  private final KnownParameters known =
      new KnownParameters(Map.of("image", "java.lang.String", "push", "boolean"));

  private static Xpp3Dom xml(String text) throws Exception {
    return Xpp3DomBuilder.build(new StringReader(text));
  }

  @Test
  void acceptsWhatIsKnown() {
    assertThatCode(
            () -> {
              known.check(xml("<c><image>a</image><push>${p}</push></c>"));
              known.check(
                  Map.of(
                      "jbuild.push", "true",
                      "jbuild.buildArg.A", "1",
                      "jbuild.outputs.tar", "a.tar",
                      "maven.test.skip", "no"));
              known.check((Object) null);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void refusesElementsThatMavenWouldIgnore() {
    assertThatThrownBy(() -> known.check(xml("<c><tag>1</tag></c>")))
        .isInstanceOf(MojoFailureException.class)
        .hasMessage("parameter <tag> is not known; known are image, push");
  }

  @Test
  void refusesProperties() {
    assertThatThrownBy(() -> known.check(Map.of("jbuild.imagename", "a")))
        .hasMessageStartingWith("-Djbuild.imagename is not known; known are auth.password, ");
    assertThatThrownBy(() -> known.check(Map.of("jbuild.buildArg.", "a")))
        .hasMessageStartingWith("-Djbuild.buildArg. is not known");
  }

  @Test
  void refusesWordsThatAreNeitherTrueNorFalse() {
    assertThatThrownBy(() -> known.check(xml("<c><push>yes</push></c>")))
        .hasMessage("parameter <push> (-Djbuild.push) \"yes\": it is either true or false");
    assertThatThrownBy(() -> known.check(Map.of("jbuild.push", "1")))
        .hasMessage("parameter <push> (-Djbuild.push) \"1\": it is either true or false");
  }
}
