package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
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
    parts.beginSweep();
    for (int i = 0; i < GramTable.PARTITIONS; i++) {
      table.sweep(i);
    }
    parts.endSweep();
  }

  private void die(Captured captured) {
    captured.isDead = true;
    parts.died(captured);
  }

  /** Documents of any length come, die and are swept, as the numbers of their parts go round. */
  @Test
  void findsTheEntriesOfLivingDocumentsAndNoOthers() {
    GramTable table = new GramTable(parts, false);
    Map<Long, List<String>> model = new HashMap<>();
    Map<Captured, List<Long>> living = new HashMap<>();
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
        die(dies);
      }
      if (id % 100 == 0) {
        sweep(table);
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

  /** The number of a part is used again when no partition has an entry with it. */
  @Test
  void whatDiesWhileTheTablesAreSweptKeepsItsNumberUntilAllHaveBeenSweptOnceMore() {
    GramTable table = new GramTable(parts, false);
    Captured dead = captured(1);
    Captured dying = captured(2);
    int deadPart = new Parts.Cursor(parts, dead).part(0);
    int dyingPart = new Parts.Cursor(parts, dying).part(0);
    table.add(1L << 60, deadPart, 0, GramTable.MAX_SAME);
    table.add(2L << 30, dyingPart, 0, GramTable.MAX_SAME);
    table.add(2L << 60, dyingPart, 0, GramTable.MAX_SAME);
    die(dead);
    parts.beginSweep();
    table.sweep(0);
    die(dying);
    table.add(3L << 60, new Parts.Cursor(parts, captured(3)).part(0), 0, GramTable.MAX_SAME);
    for (int i = 1; i < GramTable.PARTITIONS; i++) {
      table.sweep(i);
    }
    parts.endSweep();

    assertThat(table.size()).as("one of the dying is left").isEqualTo(2);
    assertThat(entries(table, 2L << 30)).isEmpty();
    assertThat(entries(table, 3L << 60)).containsExactly("3@0");
    assertThat(parts.of[deadPart]).isNull();
    assertThat(parts.of[dyingPart]).isSameAs(dying);
    sweep(table);
    assertThat(table.size()).isOne();
    assertThat(parts.of[dyingPart]).isNull();
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

    die(documents.get(3));

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
  void partitionsGrowWithoutLosingAnEntry() {
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

      die(captured);
      sweep(table);
      assertThat(table.size()).isZero();
      assertThat(table.bytes()).isLessThan(200_000);
    }
  }

  /** What grows by being copied allocates its size again and again. */
  @Test
  void aTableThatGrowsAllocatesHardlyMoreThanItKeeps() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    GramTable table = new GramTable(parts, true);
    int part = new Parts.Cursor(parts, captured(1)).part(0);
    long[] hashes = random.longs(600_000).toArray();

    long before = threads.getCurrentThreadAllocatedBytes();
    for (long hash : hashes) {
      table.addNew(hash, part, 0);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(table.size()).isEqualTo(hashes.length);
    assertThat(allocated).isLessThan(table.bytes() * 3 / 2);
  }

  @Test
  void memoryOfEntriesThatWentIsUsedForThoseThatCome() {
    GramTable table = new GramTable(parts, true);
    long full = 0;
    for (int round = 1; round <= 12; round++) {
      Captured captured = captured(round);
      int part = new Parts.Cursor(parts, captured).part(0);
      random.longs(100_000).forEach(hash -> table.addNew(hash, part, 0));
      full = round == 3 ? table.bytes() : full;
      die(captured);
      sweep(table);

      assertThat(table.size()).isZero();
      assertThat(round <= 3 || table.bytes() <= full).isTrue();
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
