using System.Collections;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>What values of one type become; the rules are those by which Serilog captures values.</summary>
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

    /// <summary>The type's name for <c>$type</c>; null for types that the compiler has named.</summary>
    internal string? TypeTag => _type.Name.StartsWith('<') || _type.Name.StartsWith("VB$", StringComparison.Ordinal) ? null : _type.Name;

    /// <summary>The public properties that can be read, the most derived first; each name once, no indexers.</summary>
    internal IReadOnlyList<PropertyInfo> Members => _members ??= PropertiesOf(_type);

    internal ValueKind Kind(bool destructures) =>
        _kind == ValueKind.Text && destructures && !typeof(Delegate).IsAssignableFrom(_type) && !typeof(MemberInfo).IsAssignableFrom(_type)
            ? ValueKind.Structure
            : _kind;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A property that trimming has removed is missing in an object logged with {@…}; the README says so.")]
    private static PropertyInfo[] PropertiesOf(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
        .DistinctBy(property => property.Name)
        .ToArray();

    internal static bool IsScalar(Type type) =>
        type.IsPrimitive || type.IsEnum
        || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid) || type == typeof(Uri)
        || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan) || type == typeof(DateOnly) || type == typeof(TimeOnly);

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

    /// <summary>Only of keys that are scalars can names be made, and only of the framework's own dictionaries is it known what they hold.</summary>
    private static bool IsDictionary(Type type) =>
        type.IsConstructedGenericType
        && (type.GetGenericTypeDefinition() == typeof(Dictionary<,>) || type.GetGenericTypeDefinition() == typeof(ReadOnlyDictionary<,>))
        && IsScalar(type.GenericTypeArguments[0]);
}
