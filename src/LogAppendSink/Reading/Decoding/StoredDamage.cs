using System.Globalization;

namespace LogAppendSink.Reading.Decoding;

/// <summary>Stored bytes that are not what they should be.</summary>
/// <param name="Kind">How.</param>
/// <param name="Position">The first of them.</param>
/// <param name="LengthBytes">How many they are.</param>
/// <param name="IsAtEnd">Whether the object ends with them.</param>
/// <param name="SalvagedRecords">How many records in plain text were found among them and read.</param>
internal readonly record struct StoredDamage(StoredDamageKind Kind, long Position, long LengthBytes, bool IsAtEnd = false, int SalvagedRecords = 0)
{
    /// <summary>A clause without the object's name and without a full stop.</summary>
    public override string ToString() => Kind switch
    {
        StoredDamageKind.MemberAmongText => Text($"a gzip member begins at byte {Position} of plain records; it is read"),
        StoredDamageKind.RecordTooLong => Text($"the record at byte {Position} is longer than {LengthBytes} bytes and is skipped"),
        _ => Text($"{(IsAtEnd ? "the last " : "")}{LengthBytes} bytes, from {Position} on, are {What}{Salvaged}"),
    };

    private string What => Kind == StoredDamageKind.DamagedMember ? "no whole gzip member" : "not gzip";

    private string Salvaged => SalvagedRecords switch
    {
        0 => "",
        1 => "; a plain record among them is read",
        _ => Text($"; {SalvagedRecords} plain records among them are read"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
