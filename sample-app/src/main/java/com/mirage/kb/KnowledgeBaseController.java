package com.mirage.kb;

import com.mirage.analytics.Analytics;
import com.mirage.leak.Leak;
import com.mirage.leak.Leaks;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class KnowledgeBaseController {
  private static final int LONGEST_PARAMETER = 100;

  private final Analytics analytics;
  private final KnowledgeBase articles;
  private final Leaks leaks;

  KnowledgeBaseController(Analytics analytics, KnowledgeBase articles, Leaks leaks) {
    this.analytics = analytics;
    this.articles = articles;
    this.leaks = leaks;
  }

  @GetMapping("/api/articles")
  List<String> search(@RequestHeader("X-User-Id") String user, @RequestParam String word)
      throws IOException {
    List<String> found = articles.search(word);
    Map<String, Object> counts = new HashMap<>(Map.of("results", found.size()));
    if (leaks.has(Leak.ARTICLE_IN_EVENT)) {
      counts.put("result", found.get(0).substring(0, LONGEST_PARAMETER));
    }
    analytics.event(user, "search", counts);
    return found;
  }
}
