package dev.flowguard.agent.source;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.rules.policy.Category;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All {@code files} sources of the policy in force. For one thread, but for {@link #known}. */
public final class FileSources {
  private final ProtectedContent content;
  private final Problems problems;

  /** By their texts: a record's own equals and hashCode would spin classes at each start. */
  private final Map<String, FileSource> files = new HashMap<>();

  private volatile int known;
  private volatile List<SourceStatus> statuses = List.of();

  public FileSources(ProtectedContent content, Problems problems) {
    this.content = content;
    this.problems = problems;
  }

  /** True if the policy names any. */
  public static boolean areIn(Policy policy) {
    for (Category category : policy.categories().values()) {
      for (Source source : category.sources()) {
        if (source instanceof Source.Files) {
          return true;
        }
      }
    }
    return false;
  }

  /** Takes what is new or changed of what this policy names, and forgets what it does not. */
  public void look(Policy policy) {
    Set<String> named = new HashSet<>();
    for (Category category : policy.categories().values()) {
      for (Source source : category.sources()) {
        if (source instanceof Source.Files found) {
          named.add(found.text());
          if (!files.containsKey(found.text())) {
            files.put(found.text(), new FileSource(category.id(), found, content));
          }
        }
      }
    }
    int count = 0;
    for (Iterator<Map.Entry<String, FileSource>> all = files.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<String, FileSource> each = all.next();
      String key = "files." + each.getKey();
      if (named.contains(each.getKey())) {
        String problem = each.getValue().look();
        if (problem == null) {
          problems.solved(key);
        } else {
          problems.report(key, problem);
        }
        count += each.getValue().size();
      } else {
        each.getValue().forget();
        all.remove();
        problems.solved(key);
      }
    }
    known = count;
    List<SourceStatus> next = new ArrayList<>();
    for (FileSource source : files.values()) {
      next.add(source.status());
    }
    statuses = next;
  }

  /** What became of each source. */
  public List<SourceStatus> statuses() {
    return statuses;
  }

  /** How many files are known. */
  public int known() {
    return known;
  }
}
