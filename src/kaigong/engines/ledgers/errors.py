"""What can be wrong with a file as a whole; a single cell's fault is a `Fault`, never an error."""

from __future__ import annotations

from kaigong.errors import KaigongError


class LedgerError(KaigongError):
    """The file cannot be read as a ledger; nothing has been taken from it."""

    code = "ledgers"
    zh = "这个文件无法作为项目大表读取。"
    en = "This file cannot be read as a ledger."


class NotAWorkbookError(LedgerError):
    code = "ledgers.not-a-workbook"
    zh = (
        "「{name}」不是电子表格（看起来是{found_zh}）；"
        "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"
    )
    en = (
        "“{name}” is not a workbook (it looks like {found_en}); "
        "open it in Excel and save it as .xlsx, then try again."
    )


class PasswordProtectedError(LedgerError):
    code = "ledgers.password-protected"
    zh = (
        "「{name}」设有打开密码；"
        "请在 Excel 中打开，于「文件 > 信息 > 保护工作簿」取消密码后再导入。"
    )
    en = (
        "“{name}” is protected by a password; open it in Excel, remove the password under "
        "File > Info > Protect Workbook, and try again."
    )


class DamagedFileError(LedgerError):
    code = "ledgers.damaged"
    zh = "「{name}」已损坏，无法读取（{reason}）；请在 Excel 中打开并修复，另存后再导入。"
    en = (
        "“{name}” is damaged and cannot be read ({reason}); open and repair it in Excel, "
        "save it again, and try once more."
    )


class EmptyFileError(LedgerError):
    code = "ledgers.empty"
    zh = "「{name}」里没有任何内容；请确认选对了文件，并已保存。"
    en = "“{name}” holds nothing; check that it is the right file and that it was saved."


class FileTooLargeError(LedgerError):
    code = "ledgers.file-too-large"
    zh = "「{name}」有 {size_mb} MB，超过 {limit_mb} MB 的上限；请拆分文件或删去图片后再导入。"
    en = (
        "“{name}” has {size_mb} MB, more than the {limit_mb} MB allowed; split it or remove "
        "its pictures, then try again."
    )


class ZipBombError(LedgerError):
    code = "ledgers.zip-bomb"
    zh = (
        "「{name}」解压后超过 {limit_mb} MB，像是压缩炸弹，未予打开；"
        "如确是项目大表，请另存为新文件或拆分后再导入。"
    )
    en = (
        "“{name}” unpacks to more than {limit_mb} MB, as a zip bomb does, and was not opened; "
        "if it really is a ledger, save a fresh copy or split it, then try again."
    )


class TooManyCellsError(LedgerError):
    code = "ledgers.too-many-cells"
    zh = (
        "工作表「{sheet}」占用 {rows} 行 × {columns} 列，超过 {limit} 个单元格的上限；"
        "请删去表格之外（最右和最下）的内容，或拆分后再导入。"
    )
    en = (
        "Sheet “{sheet}” spans {rows} rows × {columns} columns, more than {limit} cells; delete "
        "what stands outside the table (far right, far below) or split the file, then try again."
    )


class TooDeepError(LedgerError):
    code = "ledgers.too-deep"
    zh = "「{name}」的 JSON 嵌套过深，无法读取；请从原系统重新导出 GeoJSON。"
    en = "The JSON in “{name}” is nested too deeply; export the GeoJSON again from its source."


class NotAFeatureCollectionError(LedgerError):
    code = "ledgers.not-a-feature-collection"
    zh = (
        "「{name}」是 JSON，但不是 GeoJSON 要素集合（FeatureCollection）；"
        "请导出为 GeoJSON 后再导入。"
    )
    en = "“{name}” is JSON but no GeoJSON FeatureCollection; export it as GeoJSON, then try again."


class NoTableError(LedgerError):
    code = "ledgers.no-table"
    zh = "「{name}」里没有找到带表头的表格；请确认表头行在前 {limit} 行内，且每列都有名称。"
    en = (
        "No table with a header was found in “{name}”; check that the header stands in the "
        "first {limit} rows and that every column has a name."
    )


class UnknownSheetError(LedgerError):
    code = "ledgers.unknown-sheet"
    zh = "「{name}」里没有名为「{sheet}」的工作表；现有：{sheets}。"
    en = "“{name}” has no sheet named “{sheet}”; it has: {sheets}."
