// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Word;
import dev.jbuild.dockerfile.check.CheckOptions.Hearing;
import org.junit.jupiter.api.Test;

class CheckOptionsTest {
  private final Problems problems = new Problems();

  private CheckOptions parse(String text) {
    Source source = Source.of("Dockerfile", text);
    return CheckOptions.parse(new Word(text, source.span(0, text.length())), problems);
  }

  @Test
  void skipsRulesByName() {
    CheckOptions options = parse("skip=StageNameCasing,FromAsCasing;error=true // why");

    assertThat(options.hearing(Rule.STAGE_NAME_CASING)).isEqualTo(Hearing.NONE);
    assertThat(options.hearing(Rule.FROM_AS_CASING)).isEqualTo(Hearing.NONE);
    assertThat(options.hearing(Rule.UNDEFINED_VAR)).isEqualTo(Hearing.WARNING);
    assertThat(options.error()).isTrue();
    assertThat(problems.errors()).isEmpty();
  }

  @Test
  void skipsAllButWhatIsExperimental() {
    CheckOptions options = parse("skip=all;experimental=InvalidDefinitionDescription");

    assertThat(options.hearing(Rule.UNDEFINED_VAR)).isEqualTo(Hearing.NONE);
    assertThat(options.hearing(Rule.ROOT_USER)).isEqualTo(Hearing.NONE);
    assertThat(options.hearing(Rule.INVALID_DEFINITION_DESCRIPTION)).isEqualTo(Hearing.WARNING);
  }

  @Test
  void adviceIsANoteUnlessItIsAskedFor() {
    assertThat(CheckOptions.DEFAULT.hearing(Rule.ROOT_USER)).isEqualTo(Hearing.NOTE);
    assertThat(parse("experimental=RootUser").hearing(Rule.ROOT_USER)).isEqualTo(Hearing.WARNING);
    assertThat(parse("experimental=advice").hearing(Rule.ROOT_USER)).isEqualTo(Hearing.WARNING);
    assertThat(parse("experimental=all").hearing(Rule.ROOT_USER)).isEqualTo(Hearing.NOTE);
    assertThat(parse("skip=RootUser").hearing(Rule.ROOT_USER)).isEqualTo(Hearing.NONE);
  }

  @Test
  void experimentalRulesAreSilentByDefault() {
    Rule rule = Rule.INVALID_DEFINITION_DESCRIPTION;

    assertThat(CheckOptions.DEFAULT.hearing(rule)).isEqualTo(Hearing.NONE);
    assertThat(parse("experimental=all").hearing(rule)).isEqualTo(Hearing.WARNING);
  }

  @Test
  void unknownOptionsAndValuesAreErrors() {
    parse("skp=all;error=maybe");

    assertThat(problems.errors().stream().map(Diagnostic::message))
        .containsExactly(
            "unknown check option \"skp=all\"", "error= is true or false, not \"maybe\"");
  }

  @Test
  void aNameThatIsNearlyARulesIsAWarning() {
    parse("skip=StageNameCassing,RuleOfTomorrow");

    assertThat(problems.errors()).isEmpty();
    assertThat(problems.warnings()).singleElement().asString().contains("StageNameCasing?");
  }
}
