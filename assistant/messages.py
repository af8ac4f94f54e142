"""What people read when something fails: one Vietnamese text per error, what happened and what to do."""

from __future__ import annotations

from ingest.errors import HoiDapError

# Placeholders are keys of ``HoiDapError.details``; a text whose details are missing falls back to the
# short form after "|", so that a message never shows a hole.
_TEXTS = {
    "internal": "Hệ thống gặp lỗi ngoài dự kiến. Bạn thử lại sau; nếu vẫn lỗi, hãy báo người quản trị.",
    "empty_file": "Tệp {path} không có nội dung. Hãy kiểm tra lại tệp rồi nạp lại.|"
    "Tệp không có nội dung. Hãy kiểm tra lại tệp rồi nạp lại.",
    "binary_file": "Tệp {path} không phải là văn bản. Hãy lưu nội dung thành tệp văn bản (.txt) rồi nạp lại.|"
    "Tệp không phải là văn bản. Hãy lưu nội dung thành tệp văn bản (.txt) rồi nạp lại.",
    "unreadable_file": "Không mở được tệp {path}. Hãy kiểm tra đường dẫn và quyền đọc tệp.|"
    "Không mở được tệp. Hãy kiểm tra đường dẫn và quyền đọc tệp.",
    "not_vietnamese": "Tệp {path} không phải tiếng Việt nên không được nạp. Hãy chọn văn bản tiếng Việt.|"
    "Nội dung không phải tiếng Việt nên không được nạp. Hãy chọn văn bản tiếng Việt.",
    "unsupported_format": "Chưa đọc được định dạng của tệp {path}. "
    "Hãy chuyển sang .docx hoặc .pdf rồi nạp lại.|"
    "Chưa đọc được định dạng của tệp. Hãy chuyển sang .docx hoặc .pdf rồi nạp lại.",
    "encrypted_file": "Tệp {path} có mật khẩu nên không đọc được. "
    "Hãy lưu lại tệp không đặt mật khẩu rồi nạp lại.|"
    "Tệp có mật khẩu nên không đọc được. Hãy lưu lại tệp không đặt mật khẩu rồi nạp lại.",
    "scanned_file": "Tệp {path} là bản quét (ảnh chụp), không có lớp chữ. "
    "Hãy đặt HOIDAP_OCR=true để nhận dạng chữ, hoặc nạp bản có chữ.|"
    "Tệp là bản quét, không có lớp chữ. Hãy đặt HOIDAP_OCR=true để nhận dạng chữ, hoặc nạp bản có chữ.",
    "damaged_file": "Tệp {path} bị hỏng nên không đọc được. "
    "Hãy mở thử bằng phần mềm văn phòng, lưu lại rồi nạp lại.|"
    "Tệp bị hỏng nên không đọc được. Hãy mở thử bằng phần mềm văn phòng, lưu lại rồi nạp lại.",
    "unsafe_file": "Tệp {path} không an toàn nên không được mở: {reason}. "
    "Hãy lưu lại nội dung thành tệp mới rồi nạp.|"
    "Tệp không an toàn nên không được mở. Hãy lưu lại nội dung thành tệp mới rồi nạp.",
    "read_limit": "Đã dừng đọc tệp {path}: {reason}. Hãy chia nhỏ hoặc lưu lại tệp rồi nạp lại.|"
    "Đã dừng đọc tệp vì vượt giới hạn. Hãy chia nhỏ hoặc lưu lại tệp rồi nạp lại.",
    "tool_missing": "Máy chưa cài chương trình để đọc tệp {path}. Hãy cài gói {name} rồi nạp lại.|"
    "Máy chưa cài chương trình để đọc tệp này. Hãy báo người quản trị cài thêm rồi nạp lại.",
    "manifest": "Tệp manifest.toml ghi sai hoặc không khớp với các tệp cùng thư mục ({path}). "
    "Hãy sửa lại rồi nạp lại.|"
    "Tệp manifest.toml ghi sai hoặc không khớp với các tệp cùng thư mục. Hãy sửa lại rồi nạp lại.",
    "embedding_unavailable": "Không tải được mô hình “{name}”. Hãy kiểm tra HOIDAP_EMBEDDING, "
    "hoặc bỏ thiết lập này để dùng mô hình kèm sẵn.|"
    "Không tải được mô hình tìm kiếm. Hãy kiểm tra HOIDAP_EMBEDDING, "
    "hoặc bỏ thiết lập này để dùng mô hình kèm sẵn.",
    "reader_unavailable": "Bộ đọc của chương trình thiếu hoặc hỏng. Hãy cài lại chương trình: make setup",
    "index_missing": "Chưa có tài liệu nào được nạp. Hãy chạy: {command}|"
    "Chưa có tài liệu nào được nạp. Hãy chạy: hoidap ingest",
    "index_mismatch": "Chỉ mục không khớp với thiết lập hiện tại hoặc đã hỏng. Hãy chạy: {command}|"
    "Chỉ mục không khớp với thiết lập hiện tại hoặc đã hỏng. Hãy chạy: hoidap ingest",
    "index_busy": "Một chương trình khác đang cập nhật chỉ mục. Hãy đợi xong rồi thử lại.",
    "backup_damaged": "Tệp sao lưu {path} bị hỏng hoặc không phải tệp sao lưu nên không dùng được. "
    "Chỉ mục vẫn như cũ; hãy dùng bản sao lưu khác.|"
    "Tệp sao lưu bị hỏng hoặc không phải tệp sao lưu. Chỉ mục vẫn như cũ; hãy dùng bản sao lưu khác.",
    "service_lost": "Máy chủ Hỏi Đáp đã dừng khi đang ghi chỉ mục. Chỉ mục vẫn nguyên vẹn; "
    "hãy chạy lại lệnh.",
    "storage_full": "Ổ đĩa hết chỗ nên chưa cập nhật được; dữ liệu cũ vẫn nguyên. "
    "Hãy giải phóng dung lượng rồi thử lại.",
    "question_empty": "Bạn chưa nhập câu hỏi. Hãy gõ câu hỏi rồi gửi lại.",
    "question_too_long": "Câu hỏi dài {length} ký tự, vượt quá {limit} ký tự. Hãy rút ngắn rồi gửi lại.|"
    "Câu hỏi quá dài. Hãy rút ngắn rồi gửi lại.",
    "document_unknown": "Không có tài liệu nào mang mã “{id}”. Hãy mở danh sách tài liệu để chọn lại.|"
    "Không có tài liệu này. Hãy mở danh sách tài liệu để chọn lại.",
    "port_in_use": "Cổng {port} trên {host} đang có chương trình khác dùng. "
    "Hãy tắt chương trình đó, hoặc chọn cổng khác bằng --port.|"
    "Cổng đang có chương trình khác dùng. Hãy chọn cổng khác bằng --port.",
    "bad_input": "Tệp {path}, dòng {line} ghi sai: {reason}. Hãy sửa lại rồi chạy lại.|"
    "Dữ liệu đưa vào sai: {reason}. Hãy sửa lại rồi thử lại.|"
    "Dữ liệu đưa vào sai định dạng. Hãy sửa lại rồi thử lại.",
    "busy": "Hiện có quá nhiều người đang hỏi. Bạn vui lòng thử lại sau {retry_after} giây.|"
    "Hiện có quá nhiều người đang hỏi. Bạn vui lòng thử lại sau ít giây.",
    "too_many_requests": "Bạn đã gửi quá nhiều yêu cầu. Vui lòng thử lại sau {retry_after} giây.|"
    "Bạn đã gửi quá nhiều yêu cầu. Vui lòng thử lại sau ít phút.",
    "answer_unknown": "Không còn lưu câu trả lời này nên chưa ghi được góp ý. Hãy hỏi lại câu hỏi rồi góp ý.",
    "model_unknown": "Không có mô hình “{name}”. Hãy dùng mô hình “{known}”.|"
    "Không có mô hình này. Hãy xem danh sách tại /v1/models.",
    "model_failed": "Mô hình ngôn ngữ không dùng được. Hãy chạy: hoidap doctor",
    "ticket_refused": "Không mở được phiên hỏi đáp từ trang này. Hãy tải lại trang rồi thử lại.",
    "session_refused": "Phiên hỏi đáp đã hết hạn. Hãy tải lại trang rồi hỏi lại.",
    "sign_in_needed": "Bạn cần đăng nhập qua {way} để dùng Hỏi Đáp. Hãy mở trang ấy rồi thử lại.|"
    "Bạn cần đăng nhập để dùng Hỏi Đáp. Hãy đăng nhập rồi thử lại.",
    "admin_needed": "Việc này chỉ dành cho người quản trị. Hãy đăng nhập trang quản trị rồi thử lại.",
    "wrong_password": "Tên hoặc mật khẩu chưa đúng. Hãy kiểm tra rồi nhập lại.",
    "foreign_origin": "Yêu cầu đến từ một trang web khác nên bị từ chối. Hãy mở trực tiếp trang Hỏi Đáp.",
    "users_damaged": "Không dùng được tệp người dùng {path}: {reason}.|"
    "Không dùng được tệp người dùng. Hãy báo người quản trị.",
    "user_refused": "Không thực hiện được với người dùng “{name}”: {reason}.|"
    "Không thực hiện được với người dùng này. Hãy xem danh sách bằng lệnh hoidap user list.",
    "bad_file_name": "Không nhận tên tệp “{name}”: {reason}. Hãy đổi tên tệp rồi tải lên lại.|"
    "Không nhận tên tệp này. Hãy đổi tên tệp rồi tải lên lại.",
    "file_taken": "Đã có tệp “{name}”. Hãy chọn thay tệp cũ, hoặc đổi tên tệp rồi tải lên lại.|"
    "Đã có tệp cùng tên. Hãy chọn thay tệp cũ, hoặc đổi tên tệp rồi tải lên lại.",
    "file_too_large": "Tệp “{name}” lớn hơn {limit} MB nên không được nhận. "
    "Hãy chia nhỏ tệp rồi tải lên lại.|"
    "Tệp quá lớn nên không được nhận. Hãy chia nhỏ tệp rồi tải lên lại.",
    "wrong_type": "Nội dung tệp “{name}” là {found}, không đúng với đuôi tệp. "
    "Hãy sửa lại đuôi tệp rồi tải lên lại.|"
    "Nội dung không đúng với đuôi tệp. Hãy sửa lại đuôi tệp rồi tải lên lại.",
    "upload_cut": "Tệp “{name}” chưa tải lên hết nên không được giữ lại. Hãy tải lên lại.|"
    "Tệp chưa tải lên hết nên không được giữ lại. Hãy tải lên lại.",
    "folder_closed": "Không ghi được vào thư mục tài liệu {path}. Hãy báo người quản trị máy cấp quyền ghi.|"
    "Không ghi được vào thư mục tài liệu. Hãy báo người quản trị máy cấp quyền ghi.",
    "outside_folder": "Tệp “{name}” nằm ngoài thư mục tài liệu nên không làm được việc này ở đây. "
    "Hãy làm trực tiếp tại thư mục của tệp.|"
    "Tệp nằm ngoài thư mục tài liệu. Hãy làm trực tiếp tại thư mục của tệp.",
    "last_document": "Đây là tài liệu duy nhất còn lại nên chưa xóa được. Hãy tải tài liệu khác lên trước.",
    "changed_meanwhile": "Người khác vừa sửa “{name}”. Hãy xem lại nội dung mới rồi sửa tiếp.|"
    "Người khác vừa sửa tài liệu này. Hãy xem lại nội dung mới rồi sửa tiếp.",
    "thrown_unknown": "Tệp này không còn trong thùng rác. Hãy tải lại trang.",
    "bad_settings": "Thiết lập {name} không dùng được: {reason}. Hãy sửa trong môi trường hoặc tệp .env.|"
    "Có thiết lập HOIDAP_* không dùng được. Hãy sửa trong môi trường hoặc tệp .env.",
}

# What kept the language model from writing, by ``ModelFailed.details["fault"]``.
_MODEL_FAULTS = {
    "refused": "Không kết nối được với mô hình ngôn ngữ",
    "unauthorised": "Mô hình ngôn ngữ không chấp nhận khóa truy cập",
    "unknown_model": "Máy chủ không có mô hình ngôn ngữ hoặc đường dẫn đã khai báo",
    "busy": "Mô hình ngôn ngữ đang quá tải hoặc hết lượt dùng",
    "server": "Máy chủ mô hình ngôn ngữ gặp lỗi",
    "rejected": "Mô hình ngôn ngữ từ chối yêu cầu",
    "timeout": "Mô hình ngôn ngữ không trả lời kịp",
    "cut": "Mô hình ngôn ngữ trả lời dở dang",
    "bad_reply": "Mô hình ngôn ngữ trả về dữ liệu không đọc được",
    "empty": "Mô hình ngôn ngữ không viết gì",
    "endless": "Mô hình ngôn ngữ viết quá dài",
    "resting": "Mô hình ngôn ngữ vừa lỗi nhiều lần liên tiếp nên tạm ngừng gọi",
}

# Failures of the web layer alone; they have no exception class because nothing below raises them.
_WEB_TEXTS = {
    "internal": _TEXTS["internal"],
    "bad_request": "Yêu cầu gửi lên chưa đúng định dạng. Hãy kiểm tra lại các trường dữ liệu.",
    "bad_json": "Nội dung gửi lên không phải JSON hợp lệ. Hãy kiểm tra lại rồi gửi lại.",
    "body_too_large": "Nội dung gửi lên quá lớn (tối đa 64 kB). Hãy rút ngắn rồi gửi lại.",
    "body_too_slow": "Nội dung gửi lên đến quá chậm nên đã ngừng nhận. "
    "Hãy kiểm tra đường truyền rồi gửi lại.",
    "headers_too_large": "Phần đầu (header) của yêu cầu quá lớn. Hãy bỏ bớt rồi gửi lại.",
    "not_found": "Không có trang hoặc địa chỉ này. Hãy kiểm tra lại đường dẫn.",
    "method_not_allowed": "Địa chỉ này không nhận kiểu yêu cầu vừa gửi. Hãy xem lại hướng dẫn dùng API.",
    "foreign_host": "Tên máy chủ trong yêu cầu không được chấp nhận. Hãy mở trang bằng địa chỉ chính thức.",
    "foreign_origin": _TEXTS["foreign_origin"],
    "not_published": "Tài liệu này không có hoặc không được công bố. Hãy đóng thẻ này để về trang trước.",
    "site_unknown": "Hộp hỏi đáp chưa được cấu hình cho trang này. Hãy báo người quản trị trang.",
    "not_ready": "Chưa có tài liệu nào được nạp. Hãy chạy: hoidap ingest",
}

# Reasons are English when a library words them; these are the ones the product words itself.
_REASONS = {
    "unknown": "tên này không có trong bảng thiết lập",
    "no_documents": "không có văn bản nào ở đó",
    "not http(s)://host:port": "cần có dạng http://máy:cổng",
    "unreachable": "không kết nối được máy chủ này",
    "macros": "tệp chứa macro",
    "bomb": "tệp nén bung ra quá lớn",
    "entities": "tệp khai báo thực thể XML",
    "traversal": "tệp nén có tên tệp trỏ ra ngoài",
    "time": "đọc quá 30 giây",
    "memory": "cần quá 512 MB bộ nhớ",
    "crash": "chương trình đọc bị dừng đột ngột",
    "size": "tệp quá lớn",
    "pages": "tệp có quá nhiều trang",
    "entries": "tệp nén có quá nhiều tệp",
}


def message_for(error: HoiDapError) -> str:
    """Vietnamese text for any expected failure: what happened and what to do.

    An error whose code has no text of its own gets the general one; nothing of ``str(error)``, which
    is English and may hold paths, is ever shown.
    """
    return _fill(_TEXTS.get(error.code, _TEXTS["internal"]), error.details)


def model_fault(fault: str) -> str:
    """What is wrong with the language model, a Vietnamese clause without a full stop.

    Raises:
        KeyError: ``fault`` is none of the known faults.
    """
    return _MODEL_FAULTS[fault]


def model_notice(fault: str) -> str:
    """Vietnamese sentence that tells a reader why an answer was not written by the model.

    Raises:
        KeyError: ``fault`` is none of the known faults.
    """
    return f"{_MODEL_FAULTS[fault]}, nên câu trả lời được trích nguyên văn."


def rewrite_notice(fault: str) -> str:
    """Vietnamese sentence that tells a reader why a follow-up was not understood by the model.

    Raises:
        KeyError: ``fault`` is none of the known faults.
    """
    return f"{_MODEL_FAULTS[fault]}, nên câu hỏi nối tiếp được hiểu theo quy tắc có sẵn."


def web_message(code: str) -> str:
    """Vietnamese text for a failure of the web layer.

    Raises:
        KeyError: ``code`` is none of the web codes.
    """
    return _WEB_TEXTS[code]


def _fill(text: str, details: dict[str, object]) -> str:
    values = {
        key: _REASONS.get(str(value), str(value)) for key, value in details.items() if value is not None
    }
    forms = text.split("|")
    for form in forms[:-1]:
        try:
            return form.format_map(values)
        except KeyError:
            continue
    return forms[-1]
