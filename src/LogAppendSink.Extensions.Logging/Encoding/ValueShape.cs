using System.Collections;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>How values of one type are written; the rules are those of Serilog's capturing.</summary>
internal sealed class ValueShape
{
    private readonly Type _type;
    private readonly ValueKind _kind;
    private IReadOnlyList<PropertyInfo>? _members;

    internal ValueShape(Type type)
    {
        _type = type;
        _kind = KindOf(type);
    }

    /// <summary>The type's name for <c>$type</c>; null for compiler-generated types.</summary>
    internal string? TypeTag => _type.Name.StartsWith('<') || _type.Name.StartsWith("VB$", StringComparison.Ordinal) ? null : _type.Name;

    /// <summary>The readable public properties, the most derived first; each name once, no indexers.</summary>
    internal IReadOnlyList<PropertyInfo> Members => _members ??= PropertiesOf(_type);

    internal ValueKind Kind(bool destructures) =>
        _kind == ValueKind.Text && destructures && !typeof(Delegate).IsAssignableFrom(_type) && !typeof(MemberInfo).IsAssignableFrom(_type)
            ? ValueKind.Structure
            : _kind;

    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "A property removed by trimming is missing from an object logged with {@…}, "
            + "as documented.")]
    private static PropertyInfo[] PropertiesOf(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
        .DistinctBy(property => property.Name)
        .ToArray();

    internal static bool IsScalar(Type type) =>
        type.IsPrimitive || type.IsEnum
        || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid) || type == typeof(Uri)
        || type == typeof(DateTime)
        || type == typeof(DateTimeOffset)
        || type == typeof(TimeSpan)
        || type == typeof(DateOnly)
        || type == typeof(TimeOnly);

    private static ValueKind KindOf(Type type)
    {
        if (IsScalar(type))
            return ValueKind.Scalar;
        if (type == typeof(byte[]) || type == typeof(Memory<byte>) || type == typeof(ReadOnlyMemory<byte>))
            return ValueKind.Bytes;
        if (typeof(IEnumerable).IsAssignableFrom(type))
            return IsDictionary(type) ? ValueKind.Dictionary : ValueKind.Sequence;
        return typeof(ITuple).IsAssignableFrom(type) ? ValueKind.Tuple : ValueKind.Text;
    }

    /// <summary>Only scalar keys can become names, and only the framework's dictionaries are known to have them.</summary>
    private static bool IsDictionary(Type type) =>
        type.IsConstructedGenericType
        && (type.GetGenericTypeDefinition() == typeof(Dictionary<,>) || type.GetGenericTypeDefinition() == typeof(ReadOnlyDictionary<,>))
        && IsScalar(type.GenericTypeArguments[0]);
}
