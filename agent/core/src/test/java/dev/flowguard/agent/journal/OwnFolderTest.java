package dev.flowguard.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFolderTest {
  private static final int ANOTHER_USER = 12_345;

  @TempDir Path root;

  @BeforeEach
  void hasOwnersAndModes() {
    assumeTrue(root.getFileSystem().supportedFileAttributeViews().contains("unix"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static void mode(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode);
  }

  /** Only root can give a file to another user. */
  private static void giveAway(Path path) throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")));
    Files.setAttribute(path, "unix:uid", ANOTHER_USER, LinkOption.NOFOLLOW_LINKS);
  }

  private static Object uid(Path path) throws IOException {
    return Files.getAttribute(path, "unix:uid");
  }

  @Test
  void isMadeForThisUserAloneAndSoAreItsFiles() throws Exception {
    OwnFolder folder = OwnFolder.open(root.resolve("a/b").toFile());
    folder.create("file").close();

    assertThat(mode(root.resolve("a"))).isEqualTo("rwx------");
    assertThat(mode(root.resolve("a/b"))).isEqualTo("rwx------");
    assertThat(mode(root.resolve("a/b/file"))).isEqualTo("rw-------");
    assertThat(folder.file()).isEqualTo(root.resolve("a/b").toRealPath().toFile());
  }

  @Test
  void thatOfAnotherUserIsRefusedWithTheRemedy() throws Exception {
    Path folder = Files.createDirectory(root.resolve("theirs"));
    giveAway(folder);

    assertThatThrownBy(() -> OwnFolder.open(folder.toFile()))
        .hasMessageContaining("belongs to another user (12345, not 0)")
        .hasMessageContaining("set journal.dir");
    mode(folder, 0777);
    assertThatThrownBy(() -> OwnFolder.open(folder.toFile()))
        .hasMessageContaining("belongs to another user");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void oneThatIsSharedWithAGroupOrWithAllGetsAFolderOfThisUser() throws Exception {
    for (int mode : new int[] {02770, 02775, 0777, 02777, 01777}) {
      Path shared = Files.createDirectory(root.resolve("volume" + mode));
      mode(shared, mode);
      OwnFolder folder = OwnFolder.open(shared.toFile());

      Path own = shared.resolve("flowguard-" + uid(shared));
      assertThat(folder.file()).isEqualTo(own.toRealPath().toFile());
      assertThat(mode(own)).isEqualTo("rwx------");
      assertThat(OwnFolder.find(shared.toFile()).file()).isEqualTo(folder.file());
    }
  }

  @Test
  void whatAnotherUserHasPutInPlaceOfThatFolderIsRefused() throws Exception {
    Path shared = Files.createDirectory(root.resolve("shared"));
    mode(shared, 0777);
    Path own = shared.resolve("flowguard-" + uid(shared));
    Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    Files.createSymbolicLink(own, elsewhere);
    assertThatThrownBy(() -> OwnFolder.open(shared.toFile()))
        .hasMessageContaining("only this user");
    Files.delete(own);
    Files.createDirectory(own);
    mode(own, 0777);
    assertThatThrownBy(() -> OwnFolder.open(shared.toFile()))
        .hasMessageContaining("only this user");
    giveAway(own);
    mode(own, 0700);
    assertThatThrownBy(() -> OwnFolder.open(shared.toFile()))
        .hasMessageContaining("only this user");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aLinkThatAnotherUserMadeWhereEverybodyCanWriteIsRefused() throws Exception {
    Path open = Files.createDirectory(root.resolve("open"));
    mode(open, 01777);
    Path secrets = Files.createDirectory(root.resolve("secrets"));
    mode(secrets, 0700);
    Path link = Files.createSymbolicLink(open.resolve("journal"), secrets);
    giveAway(link);

    assertThatThrownBy(() -> OwnFolder.open(link.toFile()))
        .hasMessageContaining("everybody can write to");
    assertThatThrownBy(() -> OwnFolder.open(link.resolve("below").toFile()))
        .hasMessageContaining("everybody can write to");
    assertThat(secrets).isEmptyDirectory();
  }

  @Test
  void aLinkThatThisUserMadeIsFollowed() throws Exception {
    Path disk = Files.createDirectory(root.resolve("disk"));
    Path link = Files.createSymbolicLink(root.resolve("journal"), disk);

    assertThat(OwnFolder.open(link.toFile()).file()).isEqualTo(disk.toRealPath().toFile());
  }

  @Test
  void opensRegularFilesOfThisUserOnlyAndFollowsNoLink() throws Exception {
    OwnFolder folder = OwnFolder.open(root.resolve("own").toFile());
    Path key = Files.writeString(root.resolve("key"), "secret");
    Files.createSymbolicLink(root.resolve("own/link"), key);
    Files.createDirectory(root.resolve("own/folder"));

    assertThatThrownBy(() -> folder.open("link")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> folder.create("link")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> folder.read("link", 10)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> folder.open("folder")).isInstanceOf(IOException.class);
    assertThat(folder.existingFolder("link")).isNull();
    folder.delete("link");
    assertThat(key).hasContent("secret");
    Path theirs = Files.writeString(root.resolve("own/theirs"), "x");
    giveAway(theirs);
    assertThatThrownBy(() -> folder.open("theirs")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> folder.read("theirs", 10)).isInstanceOf(IOException.class);
  }

  @Test
  void aPipeIsRefusedAndHoldsNobodyUp() throws Exception {
    OwnFolder folder = OwnFolder.open(root.resolve("own").toFile());
    Process made = new ProcessBuilder("mkfifo", root.resolve("own/pipe").toString()).start();
    assumeTrue(made.waitFor() == 0);

    assertThatThrownBy(() -> folder.open("pipe")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> folder.read("pipe", 10)).isInstanceOf(IOException.class);
  }

  @Test
  void writesASmallFileAsAWholeOverWhateverIsThere() throws Exception {
    OwnFolder folder = OwnFolder.open(root.resolve("own").toFile());
    Path key = Files.writeString(root.resolve("key"), "secret");
    Files.createSymbolicLink(root.resolve("own/cursor.new"), key);
    Files.createSymbolicLink(root.resolve("own/cursor"), key);
    folder.write("cursor", "0 17");

    assertThat(folder.read("cursor", 100)).isEqualTo("0 17");
    assertThat(key).content(StandardCharsets.UTF_8).isEqualTo("secret");
  }
}
