// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.solve.Accounts.Identity;
import dev.jbuild.engine.solve.Accounts.Owner;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccountsTest {
  private static final String PASSWD =
      """
      # a comment
      root:x:0:0:root:/root:/bin/sh
      broken:x:a:b
      app:x:100:101:App:/srv/app:/bin/sh
      short:x:7:8
      1234:x:55:66::/home/number:/bin/sh
      again:x:100:999::/second:/bin/sh
      """;
  private static final String GROUP =
      """
      root:x:0:
      staff:x:50:app,other
      audio:x:29:app
      twice:x:29:app
      app:x:101:
      9:x:77:
      """;

  private final Accounts accounts =
      new Accounts(
          new ImageTree()
              .directory("etc")
              .file("etc/passwd", PASSWD)
              .file("real-group", GROUP)
              .link("etc/group", "/real-group")
              .tree());

  @Test
  void aNameHasItsGroupItsSupplementaryGroupsAndItsHome() throws IOException {
    assertThat(accounts.identity("app"))
        .isEqualTo(new Identity(100, 101, List.of(50L, 29L), Optional.of("/srv/app")));
  }

  @Test
  void aNumberIsLookedUpToo() throws IOException {
    assertThat(accounts.identity("100"))
        .isEqualTo(new Identity(100, 101, List.of(50L, 29L), Optional.of("/srv/app")));
  }

  @Test
  void aNumberIsAlwaysAnIdAndNeverAName() throws IOException {
    assertThat(accounts.identity("1234"))
        .isEqualTo(new Identity(1234, 0, List.of(), Optional.empty()));
    assertThat(accounts.identity("0:9").gid()).isEqualTo(9);
  }

  @Test
  void aGroupThatIsGivenIsTheOnlyOne() throws IOException {
    assertThat(accounts.identity("app:staff"))
        .isEqualTo(new Identity(100, 50, List.of(), Optional.of("/srv/app")));
    assertThat(accounts.identity("5:6")).isEqualTo(new Identity(5, 6, List.of(), Optional.empty()));
  }

  @Test
  void nobodyIsRoot() throws IOException {
    assertThat(accounts.identity(""))
        .isEqualTo(new Identity(0, 0, List.of(), Optional.of("/root")));
    assertThat(accounts.identity(":staff").gid()).isEqualTo(50);
    assertThat(accounts.identity("app:").gid()).isEqualTo(101);
  }

  @Test
  void fieldsAtTheEndOfALineMayBeMissing() throws IOException {
    assertThat(accounts.identity("short"))
        .isEqualTo(new Identity(7, 8, List.of(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "broken", "4294967295", "99999999999", "-1"})
  void unknownUsersAreErrors(String user) {
    assertThatThrownBy(() -> accounts.identity(user))
        .isInstanceOf(BuildException.class)
        .hasMessage("unknown user " + user + ": not in /etc/passwd of the image");
    assertThatThrownBy(() -> accounts.owner(user)).isInstanceOf(BuildException.class);
  }

  @Test
  void unknownGroupsAreErrors() {
    assertThatThrownBy(() -> accounts.identity("app:nobody"))
        .isInstanceOf(BuildException.class)
        .hasMessage("unknown group nobody: not in /etc/group of the image");
  }

  @Test
  void ownersOfFilesAreNamesOrNumbers() throws IOException {
    assertThat(accounts.owner("app")).isEqualTo(new Owner(100, 101));
    assertThat(accounts.owner("app:staff")).isEqualTo(new Owner(100, 50));
    assertThat(accounts.owner("app:7")).isEqualTo(new Owner(100, 7));
    assertThat(accounts.owner("7:app")).isEqualTo(new Owner(7, 101));
    assertThat(accounts.owner(":staff")).isEqualTo(new Owner(0, 50));
    assertThat(accounts.owner("app:")).isEqualTo(new Owner(100, 101));
  }

  @Test
  void twoEmptyNamesAreAMistake() {
    assertThatThrownBy(() -> accounts.owner(":"))
        .isInstanceOf(BuildException.class)
        .hasMessage("--chown=: names neither a user nor a group");
  }

  @Test
  void aLoneNumberIsOwnerAndGroupWithoutALookUp() throws IOException {
    assertThat(accounts.owner("100")).isEqualTo(new Owner(100, 100));
    assertThat(new Accounts(new ImageTree().tree()).owner("1000:2000"))
        .isEqualTo(new Owner(1000, 2000));
  }

  @Test
  void anImageWithoutAccountsKnowsNumbersOnly() throws IOException {
    Accounts none = new Accounts(new ImageTree().directory("etc").directory("etc/passwd").tree());

    assertThat(none.identity("12").uid()).isEqualTo(12);
    assertThatThrownBy(() -> none.owner("app")).isInstanceOf(BuildException.class);
  }

  @Test
  void onlyNamesNeedTheImage() {
    assertThat(Accounts.hasNames("1:2")).isFalse();
    assertThat(Accounts.hasNames(":2")).isFalse();
    assertThat(Accounts.hasNames("1:staff")).isTrue();
    assertThat(Accounts.hasNames("app")).isTrue();
  }
}
