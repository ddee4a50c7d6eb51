package com.mirage.kb;

import dev.flowguard.api.Flowguard;

/** A customer's articles, which only that customer may read. */
public final class KnowledgeBase {
  private final String article;

  public KnowledgeBase(String article) {
    this.article = Flowguard.protect("knowledge-base", article);
  }

  public String article() {
    return article;
  }
}
