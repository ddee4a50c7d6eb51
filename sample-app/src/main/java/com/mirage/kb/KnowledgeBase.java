package com.mirage.kb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/** Articles in Markdown, in a folder that customers write to. */
@Service
public class KnowledgeBase {
  private final Path folder;

  KnowledgeBase(@Value("${mirage.knowledge-base.folder}") Path folder) {
    this.folder = folder;
  }

  /** The paragraphs that have a word in them. */
  public List<String> search(String word) throws IOException {
    String sought = word.toLowerCase(Locale.ROOT);
    try (Stream<Path> articles = Files.walk(folder)) {
      return articles
          .filter(article -> article.toString().endsWith(".md"))
          .flatMap(KnowledgeBase::paragraphs)
          .filter(paragraph -> paragraph.toLowerCase(Locale.ROOT).contains(sought))
          .filter(paragraph -> !paragraph.startsWith("#"))
          .toList();
    }
  }

  private static Stream<String> paragraphs(Path article) {
    try {
      return Stream.of(Files.readString(article).split("\n\n", -1)).map(String::strip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
