package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GramTableTest {
  private final Random random = new Random(17);
  private final Keyed keyed = new Keyed();
  private final Parts parts = new Parts();
  private final Share share = new Share("c", "s", false, 1, () -> 0);

  private Captured captured(int id) {
    Chosen none = Chosen.of(new CanonicalText(), new Spans(), keyed);
    return new Captured(id, share, 0, 0, 0, none, false, 0);
  }

  /** Documents and offsets of the entries with this hash. */
  private static List<String> entries(GramTable table, long hash) {
    List<String> found = new ArrayList<>();
    for (int at = table.first(hash); at >= 0; at = table.next(at)) {
      found.add(table.document(at).id() + "@" + table.offset(at));
    }
    found.sort(null);
    return found;
  }

  private void sweep(GramTable table) {
    parts.beginMarking();
    parts.mark(Parts.MOST);
    for (int i = 0; i < GramTable.PARTITIONS; i++) {
      table.sweep(i);
    }
  }

  /** Documents of any length come, die and are swept, as the numbers of their parts go round. */
  @Test
  void findsTheEntriesOfLivingDocumentsAndNoOthers() {
    GramTable table = new GramTable(parts, false);
    Map<Long, List<String>> model = new HashMap<>();
    Map<Captured, List<Long>> living = new HashMap<>();
    int round = 0;
    for (int id = 1; id <= 2_000; id++) {
      Captured captured = captured(id);
      Parts.Cursor cursor = new Parts.Cursor(parts, captured);
      List<Long> hashes = new ArrayList<>();
      int offset = 0;
      for (int i = random.nextInt(60); i >= 0; i--) {
        // One in eight is one that others have, too.
        long hash = random.nextInt(8) == 0 ? 1 + random.nextInt(9) : random.nextLong();
        offset += random.nextInt(200);
        int place = offset & Parts.CHUNK - 1;
        if (table.add(hash, cursor.part(offset), place, GramTable.MAX_SAME)) {
          String entry = id + "@" + offset;
          model.computeIfAbsent(hash, key -> new ArrayList<>()).add(entry);
          hashes.add(hash);
        }
      }
      living.put(captured, hashes);
      if (id % 3 == 0) {
        Captured dies = List.copyOf(living.keySet()).get(random.nextInt(living.size()));
        String start = dies.id() + "@";
        living
            .remove(dies)
            .forEach(hash -> model.get(hash).removeIf(each -> each.startsWith(start)));
        dies.isDead = true;
        dies.diedIn = round;
      }
      if (id % 100 == 0) {
        round++;
        sweep(table);
        parts.release(round);
        assertThat(table.size()).isEqualTo(model.values().stream().mapToInt(List::size).sum());
      }
    }

    model.forEach(
        (hash, expected) -> {
          expected.sort(null);
          assertThat(entries(table, hash)).isEqualTo(expected);
        });
    random.longs(10_000).forEach(hash -> assertThat(entries(table, hash)).isEmpty());
  }

  /** What dies while the tables are swept goes with the next sweep, all at once. */
  @Test
  void aSweepDropsWhatWasDeadWhenItBeganAndKeepsWhatCameSince() {
    GramTable table = new GramTable(parts, false);
    Captured dead = captured(1);
    Captured dying = captured(2);
    table.add(1L << 60, new Parts.Cursor(parts, dead).part(0), 0, GramTable.MAX_SAME);
    table.add(2L << 60, new Parts.Cursor(parts, dying).part(0), 0, GramTable.MAX_SAME);
    dead.isDead = true;
    parts.beginMarking();
    while (!parts.areMarked()) {
      assertThat(parts.mark(1)).isOne();
    }
    dying.isDead = true;
    table.add(3L << 60, new Parts.Cursor(parts, captured(3)).part(0), 0, GramTable.MAX_SAME);
    assertThat(parts.areMarked()).isTrue();
    for (int i = 0; i < GramTable.PARTITIONS; i++) {
      table.sweep(i);
    }

    assertThat(table.size()).isEqualTo(2);
    assertThat(entries(table, 2L << 60)).isEmpty();
    assertThat(entries(table, 3L << 60)).containsExactly("3@0");
    sweep(table);
    assertThat(table.size()).isOne();
  }

  @Test
  void theFilterOfAPartitionPassesItsHashes() {
    GramTable table = new GramTable(parts, false);
    int part = new Parts.Cursor(parts, captured(1)).part(0);
    long[] hashes = random.longs(5_000).toArray();
    for (long hash : hashes) {
      table.add(hash, part, 0, GramTable.MAX_SAME);
    }
    HotFilter filter = new HotFilter(5_000);
    for (int i = 0; i < GramTable.PARTITIONS; i++) {
      table.addTo(filter, i);
    }

    for (long hash : hashes) {
      assertThat(filter.mayHave(hash)).isTrue();
    }
    assertThat(random.longs(100_000).filter(filter::mayHave).count()).isLessThan(3_000);
  }

  @Test
  void anEntryOfADeadDocumentMakesRoomForOneWithTheSameHash() {
    GramTable table = new GramTable(parts, false);
    List<Captured> documents = new ArrayList<>();
    for (int i = 0; i < GramTable.MAX_SAME; i++) {
      documents.add(captured(i));
      int part = new Parts.Cursor(parts, documents.get(i)).part(0);
      assertThat(table.add(42, part, 0, GramTable.MAX_SAME)).isTrue();
    }
    int part = new Parts.Cursor(parts, captured(99)).part(0);
    assertThat(table.add(42, part, 0, GramTable.MAX_SAME)).isFalse();

    documents.get(3).isDead = true;

    assertThat(table.add(42, part, 0, GramTable.MAX_SAME)).isTrue();
    assertThat(table.size()).isEqualTo(GramTable.MAX_SAME);
    assertThat(entries(table, 42)).contains("99@0").doesNotContain("3@0");
  }

  /** The keys of tables are shorter than hashes, so two grams may have the same. */
  @Test
  void gramsWithTheSameKeyAreCountedAndFoundByTheirTexts() {
    GramTable table = new GramTable(parts, true);
    long hash = 42L << 40;
    List<CanonicalText> texts = new ArrayList<>();
    for (int id = 1; id <= 12; id++) {
      CanonicalText text = new CanonicalText();
      random.ints(40, 'a', 'z' + 1).forEach(letter -> text.append(Character.toString(letter)));
      texts.add(text);
      Chosen chosen = Chosen.of(text, new Spans(), keyed);
      Captured captured = new Captured(id, share, 0, 0, 0, chosen, false, 0);
      int part = new Parts.Cursor(parts, captured).part(0);
      int place = chosen.offset(0);

      assertThat(table.add(hash, part, place, 1)).as("another gram").isTrue();
      assertThat(table.add(hash, part, place, 1)).as("the same gram").isFalse();
    }
    List<Integer> found = new ArrayList<>();
    for (int at = table.first(hash); at >= 0; at = table.next(at)) {
      int id = table.document(at).id();
      for (int i = 0; i < texts.size(); i++) {
        assertThat(table.isGram(at, texts.get(i), table.offset(at), keyed)).isEqualTo(i + 1 == id);
      }
      found.add(id);
    }

    assertThat(found).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void pagesAreSplitWithoutLosingAnEntry() {
    for (boolean areGrams : new boolean[] {true, false}) {
      GramTable table = new GramTable(parts, areGrams);
      Captured captured = captured(1);
      int part = new Parts.Cursor(parts, captured).part(0);
      long[] hashes = random.longs(600_000).toArray();
      for (long hash : hashes) {
        table.add(hash, part, (int) (hash & 255), GramTable.MAX_SAME);
      }

      for (long hash : hashes) {
        boolean isFound = false;
        for (int at = table.first(hash); at >= 0; at = table.next(at)) {
          isFound |= table.offset(at) == (int) (hash & 255);
        }
        assertThat(isFound).isTrue();
      }
      assertThat(table.bytes() / (double) table.size()).isLessThan(areGrams ? 7.2 : 9.3);

      captured.isDead = true;
      sweep(table);
      assertThat(table.size()).isZero();
      assertThat(table.bytes()).isLessThan(200_000);
    }
  }

  @Test
  void aCopyOfAnEmptyTableTakesEntries() {
    GramTable copy = new GramTable(new GramTable(parts, false), parts);
    int part = new Parts.Cursor(parts, captured(1)).part(0);

    assertThat(copy.add(42, part, 7, GramTable.MAX_SAME)).isTrue();

    assertThat(entries(copy, 42)).containsExactly("1@7");
  }
}
