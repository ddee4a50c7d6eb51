package dev.flowguard.rules.detect;

import java.util.List;
import java.util.Set;

/** Words for what has a number, and is neither a card nor a telephone: ids, articles, times. */
final class IdWords {
  private static final Set<String> WORDS =
      Set.of(
          "id",
          "ids",
          "uid",
          "uuid",
          "guid",
          "tid",
          "cid",
          "sid",
          "pid",
          "oid",
          "gid",
          "key",
          "token",
          "sku",
          "skus",
          "ean",
          "gtin",
          "upc",
          "isbn",
          "issn",
          "asin",
          "mpn",
          "barcode",
          "imei",
          "imsi",
          "iccid",
          "serial",
          "sn",
          "iban",
          "order",
          "orders",
          "transaction",
          "transactions",
          "txn",
          "trx",
          "tx",
          "invoice",
          "invoices",
          "receipt",
          "item",
          "items",
          "product",
          "products",
          "variant",
          "variants",
          "article",
          "articles",
          "tracking",
          "shipment",
          "parcel",
          "ticket",
          "tickets",
          "case",
          "ref",
          "refs",
          "reference",
          "session",
          "visitor",
          "device",
          "job",
          "jobs",
          "batch",
          "request",
          "trace",
          "span",
          "timestamp",
          "time",
          "ts",
          "micros",
          "millis",
          "nanos",
          "epoch",
          "hash",
          "checksum",
          "seed",
          "version",
          "build",
          "campaign",
          "coupon",
          "voucher",
          "licence",
          "license",
          "identifier",
          "fingerprint",
          "sequence",
          "seq",
          "cursor",
          "offset",
          "commande",
          "facture",
          "colis",
          "pedido",
          "factura",
          "articulo",
          "ordine",
          "fattura",
          "articolo",
          "bestelling",
          "factuur",
          "faktura",
          "ordre",
          "siparis",
          "заказ",
          "счет",
          "товар");

  /** Beginnings of long words, which languages join with others. */
  private static final List<String> STEMS =
      List.of(
          "bestell",
          "auftrag",
          "rechnung",
          "artikel",
          "sendung",
          "beleg",
          "vorgang",
          "produkt",
          "zamowien",
          "zamówien",
          "varenummer",
          "ordernum",
          "ordernr",
          "orderno");

  /** What goes before an id in one word: {@code transactionid}. */
  private static final List<String> JOINED = List.of("id", "ids", "sku", "ean");

  private IdWords() {}

  /** True if a number is an id, an amount of time or the like where this word names it. */
  static boolean areNamed(String word) {
    if (WORDS.contains(word)) {
      return true;
    }
    for (String stem : STEMS) {
      if (word.startsWith(stem)) {
        return true;
      }
    }
    for (String end : JOINED) {
      if (word.endsWith(end) && WORDS.contains(word.substring(0, word.length() - end.length()))) {
        return true;
      }
    }
    return false;
  }
}
