"""What the frame of our pages says, in Vietnamese and in English. Answers and documents stay as they are."""

from __future__ import annotations

from typing import Literal

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")

# Keys are used by Python, by templates and, those under "js.", by the chat page's scripts.
_WORDS: dict[str, tuple[str, str]] = {
    "introduction": (
        "Hỏi về văn bản của cơ quan bằng tiếng Việt; mỗi câu trả lời kèm đoạn trích làm chứng.",
        "Ask the office's documents in Vietnamese; every answer comes with the passage that proves it.",
    ),
    "skip": ("Tới ô nhập câu hỏi", "Skip to the question"),
    "skip.text": ("Tới nội dung", "Skip to the text"),
    "main": ("Chính", "Main"),
    "documents": ("Tài liệu", "Documents"),
    "meeting": ("Tài liệu sinh hoạt", "Meeting digest"),
    "other.lang": ("English", "Tiếng Việt"),
    # Signing in
    "login": ("Đăng nhập", "Sign in"),
    "login.about": (
        "Hỏi Đáp chỉ dành cho người của cơ quan. Hãy nhập tên và mật khẩu được cấp.",
        "Hỏi Đáp is for the office's own people. Enter the name and password that you were given.",
    ),
    "login.name": ("Tên đăng nhập", "Name"),
    "login.password": ("Mật khẩu", "Password"),
    "admin.login": ("Đăng nhập quản trị", "Administrator"),
    "admin.login.about": ("Hãy nhập mật khẩu quản trị.", "Enter the administrator's password."),
    "account": ("Tài khoản", "Account"),
    "account.as": ("Bạn đang đăng nhập với tên", "You are signed in as"),
    "account.back": ("Về trang hỏi đáp", "Back to the questions"),
    "logout": ("Đăng xuất", "Sign out"),
    # The conversation
    "conversation": ("Cuộc trò chuyện", "Conversation"),
    "question": ("Câu hỏi", "Question"),
    "question.hint": ("Nhập câu hỏi", "Type a question in Vietnamese"),
    "send": ("Gửi", "Send"),
    "welcome": ("Bạn cần tra cứu điều gì?", "What would you like to look up?"),
    "welcome.more": (
        "Hãy nhập câu hỏi, hoặc chọn một câu gợi ý ở dưới. "
        "Bấm dấu [1] trong câu trả lời để mở đúng đoạn văn bản làm chứng.",
        "Type a question, or pick one below. A mark such as [1] opens the passage that proves it.",
    ),
    "suggestions": ("Gợi ý", "Suggestions"),
    "understood": ("Đã hiểu là:", "Understood as:"),
    "nearest": ("Tài liệu gần nhất:", "Nearest documents:"),
    "review": ("Cần kiểm tra lại", "Please check"),
    "source": ("Nguồn", "Source"),
    "copy": ("Chép", "Copy"),
    "useful": ("Hữu ích", "Useful"),
    "wrong": ("Chưa đúng", "Not right"),
    "quote.lost": (
        "Đoạn trích [{label}] không còn trong tài liệu hiện có.",
        "Quote [{label}] is no longer in the documents.",
    ),
    # Tools above the conversation
    "tools": ("Công cụ", "Tools"),
    "talks": ("Đã lưu", "Saved"),
    "talks.title": ("Cuộc trò chuyện đã lưu", "Saved conversations"),
    "talk.new": ("Cuộc mới", "New"),
    "talk.damaged": (
        "Không đọc được cuộc trò chuyện đã lưu. Bạn hãy bắt đầu cuộc mới.",
        "The saved conversation cannot be read. Please start a new one.",
    ),
    "talks.kept": (
        "Chỉ lưu trong trình duyệt này, không gửi lên máy chủ.",
        "Kept in this browser only, not on the server.",
    ),
    "talks.none": ("Chưa có cuộc trò chuyện nào.", "No conversations yet."),
    "talks.clear": ("Xóa tất cả", "Delete all"),
    "scope": ("Phạm vi", "Scope"),
    "scope.title": ("Chỉ hỏi trong các tài liệu này", "Ask only these documents"),
    "scope.publisher": ("Nơi ban hành, đăng tải", "Publisher"),
    "scope.kind": ("Loại văn bản", "Kind"),
    "scope.place": ("Địa phương", "Place"),
    "scope.from": ("Từ ngày", "From"),
    "scope.to": ("Đến ngày", "To"),
    "scope.days": (
        "Ngày/tháng/năm, hoặc chỉ năm. Ví dụ: 12/10/2023; 2023.",
        "Day/month/year, or a year alone: 12/10/2023; 2023.",
    ),
    "scope.any": ("Tất cả", "All"),
    "scope.apply": ("Áp dụng", "Apply"),
    "scope.clear": ("Bỏ lọc", "Clear"),
    "export": ("Tải về", "Download"),
    "export.title": ("Tải cuộc trò chuyện về", "Download the conversation"),
    "export.docx": ("Word (.docx)", "Word (.docx)"),
    "export.md": ("Markdown (.md)", "Markdown (.md)"),
    "export.note": (
        "Do Hỏi Đáp soạn từ tài liệu của cơ quan; mọi trích dẫn là nguyên văn. Hãy đối chiếu bản gốc.",
        "Made by Hỏi Đáp from the office's documents; every quote is verbatim. Compare the originals.",
    ),
    "close": ("Đóng", "Close"),
    "cancel": ("Bỏ qua", "Cancel"),
    "reason.title": ("Câu trả lời chưa đúng ở điểm nào?", "What is not right?"),
    "reason.hint": ("Không bắt buộc. Ví dụ: sai năm, thiếu ý, trích nhầm đoạn.", "Optional."),
    "reason.send": ("Gửi góp ý", "Send"),
    # The panel beside the conversation
    "panel.back": ("↑ Câu trả lời", "↑ Answer"),
    "panel.all": ("← Tài liệu", "← Documents"),
    "panel.full": ("Mở toàn văn", "Open full text"),
    # Said by the chat page's scripts
    "js.searching": ("Đang tìm câu trả lời…", "Looking for the answer…"),
    "js.answered": ("Đã có câu trả lời.", "The answer is there."),
    "js.copied": ("Đã chép câu trả lời kèm nguồn.", "Answer and sources copied."),
    "js.uncopied": ("Trình duyệt không cho chép.", "The browser does not allow copying."),
    "js.thanks": ("Đã ghi nhận góp ý.", "Thank you, noted."),
    "js.failed": ("Chưa gửi được. Bạn hãy thử lại.", "That did not work. Please try again."),
    "js.lost": (
        "Không mở được tài liệu vì mất kết nối. Bạn hãy thử lại.",
        "The document could not be opened: no connection. Please try again.",
    ),
    "js.unsaved": (
        "Trình duyệt không cho lưu; cuộc trò chuyện sẽ mất khi đóng trang.",
        "The browser does not allow saving; this conversation ends with the page.",
    ),
    "js.full": (
        "Bộ nhớ của trình duyệt đã đầy; các cuộc cũ nhất đã được xóa bớt.",
        "The browser's storage was full; the oldest conversations were removed.",
    ),
    "js.empty": ("Chưa có câu hỏi nào để tải về.", "There is nothing to download yet."),
    "js.long": (
        "Cuộc trò chuyện quá dài; chỉ mở lại các lượt gần nhất.",
        "The conversation is long; only its latest turns are opened.",
    ),
    "js.rename": ("Đổi tên", "Rename"),
    "js.name": ("Tên cuộc trò chuyện", "Name of the conversation"),
    "js.save": ("Lưu", "Save"),
    "js.delete": ("Xóa", "Delete"),
    "js.sure": ("Xóa hẳn?", "Really delete?"),
    "js.deleted": ("Đã xóa.", "Deleted."),
    "js.day": (
        "Hãy ghi ngày/tháng/năm (12/10/2023), hoặc chỉ năm (2023).",
        "Write day/month/year (12/10/2023), or a year (2023).",
    ),
    "js.everything": ("tất cả", "all"),
    "js.since": ("từ {day}", "from {day}"),
    "js.until": ("đến {day}", "until {day}"),
    "js.source": ("Nguồn", "Source"),
    "js.conversation": ("Cuộc trò chuyện", "Conversation"),
    # The viewer
    "viewer.kind": ("Loại", "Kind"),
    "viewer.number": ("Số, ký hiệu", "Number"),
    "viewer.publisher": ("Nguồn", "Publisher"),
    "viewer.author": ("Tác giả", "Author"),
    "viewer.signer": ("Người ký", "Signed by"),
    "viewer.issued": ("Ngày", "Date"),
    "viewer.effective": ("Hiệu lực từ", "In force from"),
    "viewer.place": ("Nơi", "Place"),
    "viewer.headings": ("Mục lục", "Contents"),
    "viewer.jump": ("Tới đoạn được trích", "Go to the passage"),
    "viewer.origin": ("Bản gốc trên mạng", "Original on the web"),
    "viewer.lost": (
        "Không tìm thấy đoạn trích này trong văn bản.",
        "This passage is not in the document.",
    ),
    "viewer.list": ("Tài liệu đã nạp", "Documents"),
    "viewer.none": ("Chưa có tài liệu nào được nạp.", "There are no documents yet."),
    "viewer.failed": ("Không mở được trang", "The page cannot be opened"),
    "viewer.to.list": ("Xem danh sách tài liệu", "See the list of documents"),
    # The digest
    "digest.lead": (
        "Chọn tài liệu hoặc nhập chủ đề; các ý chính được trích nguyên văn, có dẫn nguồn, để in hoặc tải về.",
        "Choose documents or a topic; the key points are quoted word for word with their sources.",
    ),
    "digest.topic": ("Chủ đề", "Topic"),
    "digest.topic.hint": (
        "Ví dụ: sinh hoạt chi bộ. Có thể bỏ trống khi đã chọn tài liệu.",
        "May be left empty when documents are chosen.",
    ),
    "digest.documents": ("Chọn tài liệu", "Choose documents"),
    "digest.documents.hint": (
        "Không chọn tài liệu nào thì tìm chủ đề trong tất cả.",
        "With none chosen, all are searched for the topic.",
    ),
    "digest.find": ("Tìm trong danh sách", "Find in the list"),
    "digest.find.go": ("Tìm", "Find"),
    "digest.more": (
        "Còn {count} tài liệu khác; hãy tìm theo tên hoặc số, ký hiệu.",
        "{count} more; use the search.",
    ),
    "digest.points": ("Số ý", "Points"),
    "digest.points.hint": ("của mỗi tài liệu, hoặc của cả chủ đề", "of each document, or of the topic"),
    "digest.make": ("Soạn", "Make"),
    "digest.result": ("Các ý chính", "Key points"),
    "digest.keep": ("Bỏ dấu chọn ở ý không dùng.", "Untick what you do not want."),
    "digest.heading": ("Ghi trên bản in", "Printed on top"),
    "digest.party": ("Đảng bộ", "Party committee"),
    "digest.branch": ("Chi bộ", "Branch"),
    "digest.title": ("Tiêu đề", "Title"),
    "digest.word": ("Tải Word (.docx)", "Download Word (.docx)"),
    "digest.markdown": ("Tải Markdown (.md)", "Download Markdown (.md)"),
    "digest.nothing": (
        "Không có câu nào trong tài liệu nói về chủ đề này. Bạn hãy thử từ khác hoặc chọn tài liệu.",
        "No sentence in the documents speaks of this topic.",
    ),
    "digest.choose": (
        "Bạn hãy nhập chủ đề hoặc chọn ít nhất một tài liệu.",
        "Enter a topic or choose a document.",
    ),
    "digest.place": ("Xem trong văn bản", "See it in the document"),
}


def say(lang: Lang, key: str, **values: object) -> str:
    """Return a text of the frame in one language, its placeholders filled.

    Raises:
        KeyError: There is no such text, or a placeholder has no value.
    """
    text = _WORDS[key][LANGS.index(lang)]
    return text.format_map(values) if values else text


def script_words(lang: Lang) -> dict[str, str]:
    """Return what the chat page's scripts say, by key without "js."."""
    at = LANGS.index(lang)
    return {key.removeprefix("js."): texts[at] for key, texts in _WORDS.items() if key.startswith("js.")}
