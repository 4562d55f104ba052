using System.Globalization;

namespace LogAppendSink.Reading.Decoding;

/// <summary>A range of damaged stored bytes.</summary>
/// <param name="Kind">The kind of damage.</param>
/// <param name="Position">The first damaged byte.</param>
/// <param name="LengthBytes">The number of damaged bytes.</param>
/// <param name="IsAtEnd">Whether the damage reaches the end of the object.</param>
/// <param name="SalvagedRecords">The number of plain-text records found and read among the damaged bytes.</param>
internal readonly record struct StoredDamage(
    StoredDamageKind Kind, long Position, long LengthBytes, bool IsAtEnd = false, int SalvagedRecords = 0)
{
    /// <summary>A clause without the object's name or a full stop.</summary>
    public override string ToString() => Kind switch
    {
        StoredDamageKind.MemberAmongText => Text($"a gzip member begins at byte {Position} of plain records; it is read"),
        StoredDamageKind.RecordTooLong => Text($"the record at byte {Position} is longer than {LengthBytes} bytes and is skipped"),
        _ => Text($"{(IsAtEnd ? "the last " : "")}{LengthBytes} bytes, from {Position} on, are {What}{Salvaged}"),
    };

    private string What => Kind == StoredDamageKind.DamagedMember ? "not a whole gzip member" : "not gzip";

    private string Salvaged => SalvagedRecords switch
    {
        0 => "",
        1 => "; a plain record among them is read",
        _ => Text($"; {SalvagedRecords} plain records among them are read"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
