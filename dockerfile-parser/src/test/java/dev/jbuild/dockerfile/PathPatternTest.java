// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PathPatternTest {
  @Test
  void elementPatternKnowsNoDoubleStar() {
    assertThat(PathPattern.element("a**b").matches("axxb")).isTrue();
    assertThat(PathPattern.element("a**b").matches("a/b")).isFalse();
  }

  @Test
  void doubleStarIsAnyNumberOfDirectories() {
    PathPattern pattern = PathPattern.path("a/**/b");

    assertThat(pattern.matches("a/b")).isTrue();
    assertThat(pattern.matches("a/x/y/b")).isTrue();
    assertThat(pattern.matches("a/xb")).isFalse();
  }

  @Test
  void rangeFromHighToLowMatchesNothing() {
    assertThat(PathPattern.element("[z-a]").matches("b")).isFalse();
  }

  @Test
  void namesWhatIsMalformed() {
    assertThatThrownBy(() -> PathPattern.element("a[bc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("malformed pattern \"a[bc\": it has a [ without a ]");
  }

  @Test
  void knowsWhatIsWildcardAndWhatIsNot() {
    assertThat(PathPattern.hasWildcards("a\\*b")).isFalse();
    assertThat(PathPattern.unescape("a\\*b\\\\")).isEqualTo("a*b\\");
    assertThat(PathPattern.hasWildcards("a[b]")).isTrue();
  }

  @Test
  void manyStarsAreNoSlower() {
    String path = "a".repeat(2_000);

    assertThat(PathPattern.path("a*".repeat(200) + "b").matches(path)).isFalse();
    assertThat(PathPattern.path("**/a*/".repeat(100) + "b").matches(path)).isFalse();
  }

  @Test
  void meansTheSameAsARegularExpression() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String pattern = text(random, "ab/*?", 7);
      String path = text(random, "aab/", 7);

      assertThat(PathPattern.path(pattern).matches(path))
          .as("%s on %s", pattern, path)
          .isEqualTo(Pattern.matches(regex(pattern), path));
    }
  }

  private static String regex(String pattern) {
    return pattern
        .replaceAll("\\*\\*/?", ">")
        .replaceAll(">$", "<")
        .replace("*", "[^/]*")
        .replace("?", "[^/]")
        .replace("<", ".*")
        .replace(">", "(.*/)?");
  }

  private static String text(Random random, String letters, int longest) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(longest); n > 0; n--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
