package dev.flowguard.rules.legitimate;

import java.util.List;

/** Values that businesses put into requests, in several languages. */
final class Business {
  static final List<String> TEXTS =
      List.of(
          "Subscription update to the Pro plan",
          "Thank you for your order! If you have any questions, reply to this e-mail.",
          "Monthly plan, 500 photo credits, billed in advance",
          "Merci pour votre achat. Votre facture est jointe à ce message.",
          "Vielen Dank für Ihre Bestellung. Die Zahlung ist innerhalb von 14 Tagen fällig.",
          "Gracias por su compra. Conserve este recibo para sus registros.",
          "Refund of a duplicate charge, requested by the customer by telephone",
          "Invoice for services rendered between 1 and 30 November",
          "The customer has received the product and has used it since; see the access log.",
          "Please pay within thirty days of the date of this invoice.",
          "By placing this order you agree to our terms of service and privacy policy.",
          "ご購入ありがとうございます。領収書を添付いたします。",
          "感谢您的订购，如有任何问题请联系客服。",
          "Спасибо за заказ! Счёт приложен к этому письму.",
          "Order 2041-77: 2 x Studio Portrait (Deluxe), 1 x Canvas 60 x 40 cm",
          "Studio upgrade <b>Deluxe</b> &amp; express delivery",
          "Team seat for the chat assistant, 12 months, unlimited conversations",
          "Image generation pack: 1,000 images, 4 knowledge bases, document upload",
          "Q: Can I cancel? A: Yes, at any time, from your account page.",
          "{\"plan\":\"pro\",\"seats\":5,\"source\":\"upgrade_dialog\",\"experiment\":\"b\"}",
          "[\"annual\",\"pro\",\"eu\"]",
          "user:4411,model:portrait-v3,steps:30",
          "Contract no. 2025/118-B, purchase order 4500012345, cost centre 7310",
          "VAT reverse charge according to Article 196 of Council Directive 2006/112/EC");

  static final List<String> KEYS =
      List.of(
          "order_id",
          "user_id",
          "plan",
          "source",
          "campaign",
          "cart",
          "chat_plan",
          "message_id",
          "conversation_id",
          "prompt_pack",
          "document_count",
          "photo_credits",
          "utm_content",
          "role",
          "note",
          "model");

  static final List<String> NAMES =
      List.of(
          "Jenny Rosen",
          "Müller & Söhne GmbH",
          "Société Générale de Photographie",
          "山田太郎",
          "Анна Иванова",
          "Studio Lumière B.V.",
          "O'Connor, Patrick",
          "Chat Assistant Pro",
          "Portrait of the Month (gift card)",
          "María José García Fernández de la Vega");

  static final List<String> STREETS =
      List.of(
          "510 Townsend St",
          "Prinsengracht 263-267, 2e verdieping",
          "12 rue de l'Abbé-de-l'Épée",
          "Unter den Linden 77",
          "東京都千代田区千代田1-1",
          "Flat 4, 221B Baker Street");

  static final List<String> EMAILS =
      List.of("jenny.rosen@example.com", "billing+eu@studio.example", "o'neil@mail.example");

  static final List<String> PHONES = List.of("+31 20 555 0123", "+14155552671", "020-5550123");

  static final List<String> LINKS =
      List.of(
          "https://www.mirage-studio.io/checkout/success?session_id={CHECKOUT_SESSION_ID}",
          "https://shop.example/account?from=portal&lang=de",
          "https://files.stripe.com/links/MDB8YWNjdF8xMDMyRDgyZVp2S1lsbzJDfGZsX3Rlc3Q",
          "https://cdn.mirage-studio.io/public/plans/pro.png");

  private Business() {}
}
