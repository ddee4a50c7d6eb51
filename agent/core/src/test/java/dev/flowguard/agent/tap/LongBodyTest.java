package dev.flowguard.agent.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps.Side;
import dev.flowguard.agent.status.SourceStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LongBodyTest extends JudgedTaps {
  private static final String POLICY =
      """
      policy: long
      processors: { target: { hosts: [target.example], text: structured } }
      categories:
        chats: { sources: [{ http-in: "POST /api/chat/**" }] }
        fields: { sources: [{ http-in: "POST /api/fields/**", fields: ["$.messages[*].content"] }] }
        uploads: { sources: [{ multipart: "/api/uploads/**", parts: ["note*", "video"] }] }
        raw: { sources: [{ http-in: "PUT /api/raw/**" }] }
      rules: [{ id: no-content, never: [chats, fields, uploads, raw], reach: [target] }]
      """;

  private static final int MIB = 1 << 20;
  private static final int HELD = BodyTap.MOST_BYTES;
  private static final String BOUNDARY = "--XyZ-boundary";
  private static final String MULTIPART = "multipart/form-data; boundary=XyZ-boundary";

  private final String mebibyte = mebibyte();

  LongBodyTest() {
    super(POLICY);
  }

  /** Words of which all runs are alike. */
  private String mebibyte() {
    String piece = words(2_000);
    return piece.repeat(MIB / piece.length() + 1).substring(0, MIB);
  }

  private Tap open(String method, String path, String type) {
    return taps.open(Side.REQUEST, method, path, Map.of("Content-Type", type)::get);
  }

  private Tap chat() {
    return open("POST", "/api/chat/7", "application/json");
  }

  private Tap plain() {
    return open("POST", "/api/chat/7", "text/plain");
  }

  private Tap upload() {
    return open("POST", "/api/uploads/7", MULTIPART);
  }

  private static void add(Tap tap, byte[] bytes) {
    for (int at = 0; at < bytes.length; at += 8_192) {
      tap.add(bytes, at, Math.min(8_192, bytes.length - at));
    }
  }

  private static void add(Tap tap, String text) {
    add(tap, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Mebibytes that a thread with time has captured when the next one comes. */
  private void addText(Tap tap, int mebibytes) {
    for (int i = 0; i < mebibytes; i++) {
      add(tap, mebibyte);
    }
  }

  private void addNoise(Tap tap, int mebibytes) {
    byte[] noise = new byte[MIB];
    for (int i = 0; i < mebibytes; i++) {
      random.nextBytes(noise);
      add(tap, noise);
    }
  }

  private static String part(String name, String more) {
    return BOUNDARY
        + "\r\nContent-Disposition: form-data; name=\""
        + name
        + "\""
        + more
        + "\r\n\r\n";
  }

  private static String video() {
    return part("video", "; filename=\"v.mp4\"\r\nContent-Type: video/mp4");
  }

  private void captureAsTheyCome() {
    content.whenWaiting(content::workOff);
  }

  private String why(int source) {
    List<SourceStatus> statuses = taps.statuses();
    return statuses.get(source).why();
  }

  @Test
  void aTextInThe20thMebibyteOfAJsonBodyIsKnown() {
    captureAsTheyCome();
    String late = words(12);
    Tap tap = chat();
    add(tap, "{\"message\":\"");
    addText(tap, 20);
    add(tap, "\",\"other\":\"" + late + "\"}");

    assertThat(isStopped(late)).isTrue();
    assertThat(isStopped(words(12))).isFalse();
    assertThat(faults).isEmpty();
  }

  @Test
  void aTextInThe20thMebibyteOfAPlainBodyIsKnown() {
    captureAsTheyCome();
    String late = words(12);
    Tap tap = plain();
    addText(tap, 20);
    add(tap, " " + late + " ");
    addText(tap, 3);
    tap.end();

    assertThat(isStopped(late)).isTrue();
  }

  @Test
  void aTextIsKnownWithoutAThreadThatHasTime() {
    String late = words(12);
    Tap tap = plain();
    addText(tap, 20);
    add(tap, " " + late);

    assertThat(isStopped(late)).isTrue();
  }

  @Test
  void ofFieldsBehindTheBoundTheDeclaredOnesAreKnown() {
    captureAsTheyCome();
    String late = words(12);
    String other = words(12);
    Tap tap = open("POST", "/api/fields/7", "application/json");
    add(tap, "{\"id\":7,\"messages\":[{\"n\":1.5,\"content\":\"");
    for (int i = 0; i < 20; i++) {
      add(tap, mebibyte + "\\u00e9\\\"\"},{\"no\":[1,2,null],\"content\":\"");
    }
    add(tap, late + "\",\"author\":\"" + other + "\"}],\"more\":[true]}\n");
    tap.end();

    assertThat(isStopped(late)).isTrue();
    assertThat(isStopped(other)).isFalse();
  }

  @Test
  void aSmallPartBehindALongFileIsKnownUnderItsName() {
    captureAsTheyCome();
    String note = words(12);
    String other = words(12);
    Tap tap = upload();
    add(tap, video());
    addNoise(tap, 40);
    add(tap, "\r\n" + part("other", "") + other);
    add(tap, "\r\n" + part("note", "") + note + "\r\n" + BOUNDARY + "--\r\n");

    assertThat(isStopped(note)).isTrue();
    assertThat(isStopped(other)).isFalse();
    tap.end();
    assertThat(isStopped(note)).isTrue();
    assertThat(isStopped(other)).isFalse();
  }

  @Test
  void aSmallPartIsKnownAlthoughSectionsOfTheFileBeforeItWereLeftOut() {
    String note = words(12);
    Tap tap = upload();
    add(tap, video());
    addNoise(tap, 40); // of which nobody captures any while it comes
    add(tap, "\r\n" + part("note", "") + note + "\r\n" + BOUNDARY + "--\r\n");
    tap.end();

    assertThat(isStopped(note)).isTrue();
    assertThat(taps.count()).isZero();
    assertThat(taps.budget().held()).isZero();
  }

  @Test
  void textOfAPartThatIsLongerThanASectionIsKnownUnderItsName() {
    captureAsTheyCome();
    String late = words(12);
    Tap tap = upload();
    add(tap, part("note", ""));
    addText(tap, 20);
    add(tap, " " + late + " ");
    addText(tap, 2);
    tap.end();

    assertThat(isStopped(late)).isTrue();
  }

  @Test
  void textOfAPartThatIsNotDeclaredIsNotCaptured() {
    captureAsTheyCome();
    String late = words(12);
    Tap tap = upload();
    add(tap, part("other", ""));
    addText(tap, 20);
    add(tap, " " + late + " ");
    addText(tap, 2);
    tap.end();

    assertThat(isStopped(late)).isFalse();
  }

  @Test
  void aHeadOfAPartThatIsCutBetweenSectionsIsRead() {
    captureAsTheyCome();
    for (int before = 5; before < 140; before += 40) {
      String note = words(12);
      Tap tap = upload();
      add(tap, video());
      int length = HELD + 2 * MIB - before - video().length();
      byte[] noise = new byte[length];
      random.nextBytes(noise);
      add(tap, noise);
      add(tap, "\r\n" + part("note", "") + note);
      addText(tap, 2);
      tap.end();

      assertThat(isStopped(note)).as("%d bytes before a section begins", before).isTrue();
    }
  }

  @Test
  void aTextAcrossTheEndOfASectionIsKnown() {
    captureAsTheyCome();
    for (int before = 20; before < 90; before += 60) {
      for (int end : new int[] {HELD, HELD + MIB}) {
        String across = words(12);
        Tap tap = plain();
        add(tap, mebibyte.repeat(end / MIB).substring(0, end - before - 1) + " ");
        add(tap, across + " ");
        addText(tap, 2);
        tap.end();

        assertThat(isStopped(across)).as("%d bytes before %d", before, end).isTrue();
      }
    }
  }

  @Test
  void partsAreFoundByTheFirstLineWhereTheDeclaredBoundaryIsWrong() {
    captureAsTheyCome();
    String note = words(12);
    Tap tap = open("POST", "/api/uploads/7", "multipart/form-data; boundary=another");
    add(tap, video());
    addNoise(tap, 20);
    add(tap, "\r\n" + part("note", "") + note + "\r\n" + BOUNDARY + "--\r\n");
    tap.end();

    assertThat(isStopped(note)).isTrue();
  }

  @Test
  void aBodyThatEndsAtTheBoundIsKnownInFull() {
    captureAsTheyCome();
    String last = words(12);
    Tap tap = plain();
    add(tap, mebibyte.repeat(16).substring(0, HELD - last.length() - 1) + " " + last);
    tap.end();

    assertThat(isStopped(last)).isTrue();
    assertThat(why(0)).isEmpty();
    assertThat(taps.budget().held()).isZero();
  }

  @Test
  void aBodyThatEndsWithASectionIsKnownToItsEnd() {
    captureAsTheyCome();
    for (int more : new int[] {1, MIB, MIB + 1}) {
      String last = words(12);
      Tap tap = plain();
      int length = HELD + more;
      add(tap, mebibyte.repeat(18).substring(0, length - last.length() - 1) + " " + last);
      tap.end();

      assertThat(isStopped(last)).as("%d bytes more", more).isTrue();
      assertThat(taps.count()).isZero();
      assertThat(taps.budget().held()).isZero();
    }
  }

  @Test
  void aLongBodyIsCountedAsKnownInPart() {
    captureAsTheyCome();
    Tap tap = plain();
    addText(tap, 17);
    tap.end();

    assertThat(isStopped(words(12))).isFalse();
    assertThat(why(0)).isEqualTo("of 1 body a part is known");
  }

  @Test
  void aLongBodyInGzipIsKnownToItsEnd() throws IOException {
    captureAsTheyCome();
    String first = words(12);
    String late = words(12);
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    byte[] noise = new byte[18 * MIB];
    random.nextBytes(noise);
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write((part("note", "") + first + "\r\n" + video()).getBytes(StandardCharsets.UTF_8));
      out.write(noise);
      out.write(("\r\n" + part("note", "") + late).getBytes(StandardCharsets.UTF_8));
    }
    Tap tap =
        taps.open(
            Side.REQUEST,
            "POST",
            "/api/uploads/7",
            Map.of("Content-Type", MULTIPART, "Content-Encoding", "gzip")::get);
    add(tap, zipped.toByteArray());
    tap.end();

    assertThat(isStopped(first)).isTrue();
    assertThat(isStopped(late)).isTrue();
  }

  @Test
  void bytesInTheMiddleOfALongFileAreKnown() {
    captureAsTheyCome();
    byte[] file = new byte[24 * MIB];
    random.nextBytes(file);
    Tap tap = open("PUT", "/api/raw/7", "video/mp4");
    add(tap, file);
    tap.end();

    assertThat(isFound(Arrays.copyOfRange(file, 21 * MIB + 77, 21 * MIB + 300_000))).isTrue();
    random.nextBytes(file);
    assertThat(isFound(Arrays.copyOf(file, 300_000))).isFalse();
  }

  @Test
  void ofADocumentTheMiddleIsNotCaptured() {
    captureAsTheyCome();
    byte[] font = new byte[2 * MIB];
    random.nextBytes(font);
    Tap tap = open("PUT", "/api/raw/7", "application/pdf");
    add(tap, "%PDF-1.7\n");
    addNoise(tap, 20);
    add(tap, font);
    tap.end();

    assertThat(isFound(font)).isFalse();
  }

  @Test
  void whatManySectionsOfOneBodyRepeatIsNotCommon() {
    captureAsTheyCome();
    String often = words(12);
    Tap tap = plain();
    addText(tap, 16);
    for (int i = 0; i < 8; i++) {
      add(tap, often + " ");
      String piece = words(20_000);
      add(tap, piece.repeat(MIB / piece.length() + 1).substring(0, MIB));
    }
    tap.end();

    assertThat(isStopped(often)).isTrue();
  }

  @Test
  void severalLongBodiesAtATimeAreKnown() {
    captureAsTheyCome();
    List<Tap> open = List.of(plain(), plain(), plain());
    List<String> late = List.of(words(12), words(12), words(12));
    for (int i = 0; i < 20; i++) {
      for (Tap tap : open) {
        addText(tap, 1);
      }
    }
    for (int i = 0; i < 3; i++) {
      add(open.get(i), " " + late.get(i));
    }

    for (String each : late) {
      assertThat(isStopped(each)).isTrue();
    }
    open.forEach(Tap::end);
    for (String each : late) {
      assertThat(isStopped(each)).isTrue();
    }
    assertThat(taps.budget().held()).isZero();
  }

  @Test
  void aLongBodyThatNobodyCapturesTakesNoMoreMemoryThanItsSections() {
    Tap file = upload();
    add(file, video());
    addNoise(file, 60);
    assertThat(taps.budget().held()).isLessThanOrEqualTo(HELD + 4L * MIB);
    Tap text = plain();
    addText(text, 60);

    assertThat(taps.budget().held()).isLessThanOrEqualTo(2L * HELD + 14L * MIB);
    file.end();
    text.end();
    isStopped("fine");
    isStopped("fine");
    assertThat(taps.budget().held()).isZero();
  }

  @Test
  void aCapturedLongBodyTakesTwoSections() {
    captureAsTheyCome();
    Tap tap = upload();
    add(tap, video());
    addNoise(tap, 30);

    assertThat(taps.budget().held()).isEqualTo(2L * MIB);
    tap.end();
  }

  @Test
  void aLongBodyThatComesSlowlyIsNotKnownAsManyDocuments() {
    captureAsTheyCome();
    Tap tap = plain();
    addText(tap, 17);
    isStopped("fine");
    int before = content.stats().documents();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String next = words(12);
      all.add(next);
      add(tap, next + " ");
      assertThat(isStopped(next)).isTrue();
      assertThat(isStopped("fine")).isFalse();
    }

    assertThat(content.stats().documents()).isLessThanOrEqualTo(before + 2);
    for (String each : all) {
      assertThat(isStopped(each)).isTrue();
    }
    tap.end();
  }

  @Test
  void aBufferIsReadAndNotMovedWhereTheBodyGetsLong() {
    captureAsTheyCome();
    String late = words(12);
    Tap tap = plain();
    addText(tap, 15);
    ByteBuffer bytes =
        ByteBuffer.wrap((mebibyte + mebibyte + " " + late).getBytes(StandardCharsets.UTF_8));
    tap.add(bytes);

    assertThat(bytes.position()).isZero();
    assertThat(isStopped(late)).isTrue();
    tap.end();
  }

  @Test
  void aLongBodyIsKnownThatComesWhileOthersJudge() throws InterruptedException {
    Semaphore work = new Semaphore(0);
    content.whenWaiting(work::release);
    Thread captures =
        new Thread(
            () -> {
              while (work.tryAcquire() || !Thread.interrupted()) {
                content.workOff();
              }
            });
    captures.start();
    String note = words(12);
    Tap tap = upload();
    byte[] noise = new byte[MIB];
    random.nextBytes(noise);
    Thread upload =
        new Thread(
            () -> {
              add(tap, video());
              for (int i = 0; i < 60; i++) {
                add(tap, noise);
              }
              add(tap, "\r\n" + part("note", "") + note);
            });
    upload.start();
    int judged = 0;
    while (upload.isAlive()) {
      assertThat(isStopped("fine")).isFalse();
      judged++;
    }
    upload.join();

    assertThat(isStopped(note)).isTrue();
    tap.end();
    assertThat(isStopped(note)).isTrue();
    captures.interrupt();
    captures.join();
    assertThat(judged).isPositive();
    assertThat(faults).isEmpty();
    assertThat(taps.budget().held()).isZero();
  }
}
