using Scimify.Core.Primitives;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Patching;

internal sealed class PatchOperationReader(ScimResourceType type, Dialect dialect, ToleranceLog log)
{
    private readonly List<PatchOperation> _operations = [];
    private readonly ValueReader _values = new(dialect, log);
    private readonly AttributeKeys _keys = new(type, dialect, log);
    private readonly Dictionary<string, PatchPath?> _paths = [];
    private bool _understood;

    /// <summary>The operations that were read.</summary>
    /// <exception cref="ScimException">400 <c>invalidPath</c>: the values have no path, and no schema has any of them.</exception>
    public IReadOnlyList<PatchOperation> Finish() => _understood || !_keys.HasLeftOut
        ? _operations
        : throw ScimException.InvalidPath($"{type.Name} has none of the attributes in the value.");

    public void Read(ScimObject operation)
    {
        var op = ReadOp(operation["op"]);
        var value = operation["value"];
        if (PathOf(operation["path"]) is { } path)
        {
            _understood = true;
            if (FindPath(path) is { } found)
            {
                ReadTargeted(op, found, value);
            }
        }
        else if (!dialect.Accepts(VendorQuirks.OperationWithoutPath))
        {
            throw ScimException.InvalidSyntax("Every operation must have a \"path\": the integration follows the interoperability profile.");
        }
        else if (op == PatchOp.Remove)
        {
            throw ScimException.NoTarget("A remove needs a path.");
        }
        else
        {
            ReadUntargeted(op, value as ScimObject ?? throw ScimException.InvalidValue("Without a path, the value must be an object of attributes."));
        }
    }

    private PatchOp ReadOp(ScimValue? value)
    {
        var text = (value as ScimString)?.Value ?? throw ScimException.InvalidSyntax("\"op\" must be add, replace or remove.");
        PatchOp? op = LetterCase.Lower(text) switch
        {
            "add" => PatchOp.Add,
            "replace" => PatchOp.Replace,
            "remove" => PatchOp.Remove,
            _ => null,
        };
        var spelt = text is "add" or "replace" or "remove"
            || (op is not null && dialect.Accepts(VendorQuirks.OperationCase, log, $"accepted: op was '{text}'"));
        return op is { } known && spelt
            ? known
            : throw ScimException.InvalidSyntax($"\"op\" must be add, replace or remove, and not \"{ScimJson.Excerpt(text)}\".");
    }

    private string? PathOf(ScimValue? value)
    {
        if (value is null or ScimNull)
        {
            return null;
        }

        var text = (value as ScimString ?? throw ScimException.InvalidPath("\"path\" must be text.")).Value;
        return text.Length == 0 && dialect.Accepts(VendorQuirks.EmptyPath, log, "accepted: an empty path") ? null : text;
    }

    /// <returns>Null if no schema has what the path names, and the dialect leaves it out.</returns>
    private PatchPath? FindPath(string text)
    {
        // Clients repeat paths by the thousand. Only short ones are worth keeping.
        if (!_paths.TryGetValue(text, out var path))
        {
            path = PatchPathReader.Find(text, type, dialect, log, out var unknown);
            if (path is null)
            {
                LeaveOut(unknown!);
            }

            if (text.Length < 100)
            {
                _paths[text] = path;
            }
        }

        return path;
    }

    private void LeaveOut(AttributePath unknown)
    {
        if (UnkeptAttribute.HasNoEffect(unknown, type))
        {
            UnkeptAttribute.LeaveOut(unknown.ToString(), dialect, log, detail => dialect.Unknown(detail, ScimException.InvalidPath));
        }
        else if (!dialect.Accepts(VendorQuirks.UnknownPath, log, $"left out: {type.Name} has no attribute \"{ScimJson.Excerpt(unknown.ToString())}\""))
        {
            throw PatchPathReader.NoSuch(unknown, type, dialect);
        }
    }

    private void ReadUntargeted(PatchOp op, ScimObject value)
    {
        foreach (var (path, given) in _keys.Expand(value))
        {
            _understood = true;
            if (IsReadOnly(path))
            {
                if (!dialect.Accepts(VendorQuirks.ReadOnlyInValue, log, $"left out: \"{path}\" is readOnly"))
                {
                    throw ReadOnly(path);
                }
            }
            else
            {
                AddOperation(op, new PatchPath.Attribute(path), given);
            }
        }
    }

    private void ReadTargeted(PatchOp op, PatchPath path, ScimValue? value)
    {
        if (path.Target.Attribute == CommonAttributes.Schemas)
        {
            log.Note(VendorQuirks.ReadOnlyIgnored, "left out: \"schemas\" follows from the attributes");
            return;
        }

        if (IsReadOnly(path.Target) || (path as PatchPath.Values)?.Sub?.Mutability == Mutability.ReadOnly)
        {
            ReadOnlyTarget(path);
            return;
        }

        if (op == PatchOp.Remove)
        {
            ReadRemove(path, value);
        }
        else if (value is null)
        {
            throw ScimException.InvalidValue("A value is required.");
        }
        else if (path is PatchPath.Attribute { Target: { IsExtension: true, Extension: { } extension } } && value is not ScimNull)
        {
            ReadUntargeted(op, ScimObject.Of((extension.Id, value)));
        }
        else
        {
            AddOperation(op, path, value);
        }
    }

    private void ReadRemove(PatchPath path, ScimValue? value)
    {
        if (path.Target.Attribute?.Mutability == Mutability.WriteOnly)
        {
            return;
        }

        if (value is null or ScimNull)
        {
            AddRemoval(path, null);
            return;
        }

        if (!dialect.Accepts(VendorQuirks.RemoveWithValue, log, $"accepted: a remove of \"{path.Target}\" with a value"))
        {
            throw ScimException.InvalidValue("A remove takes no value: choose what to remove with a filter in the path.");
        }

        var listed = path is PatchPath.Attribute { Target: { Sub: null, Attribute: { MultiValued: true } attribute } }
            ? _values.ReadMany(attribute, value, additive: true) ?? ScimArray.Empty
            : null;
        AddRemoval(path, listed);
    }

    /// <summary>
    /// RFC 7643 section 2.5: null and removed both mean unassigned. For <c>active</c> that says nothing, so the user stays as active
    /// as before, as after a PUT without it.
    /// </summary>
    private void AddRemoval(PatchPath path, ScimArray? listed)
    {
        if (path.Target.Attribute is { IsKeptUnsaid: true } kept)
        {
            log.Note(VendorQuirks.ActiveKept, $"kept: \"{kept.Name}\" was given no value and stays as it is");
            return;
        }

        _operations.Add(new PatchOperation(PatchOp.Remove, path, listed));
    }

    private void AddOperation(PatchOp op, PatchPath path, ScimValue value)
    {
        var read = ReadValue(op, path, value);
        if (path.Target.Attribute?.Mutability == Mutability.WriteOnly)
        {
            log.Note(VendorQuirks.PasswordDropped, $"left out: \"{path.Target}\" is accepted and not kept");
        }
        else if (read is not null)
        {
            if (op == PatchOp.Replace && path is PatchPath.Attribute { Target: { Sub: null, Attribute: { MultiValued: false, Type: AttributeType.Complex } } } && !dialect.Accepts(VendorQuirks.MergingReplace))
            {
                AddRemoval(path, null);
            }

            _operations.Add(new PatchOperation(op, path, read));
        }
        else if (op == PatchOp.Replace || (value is not ScimNull && path.Target.Attribute?.MultiValued == false))
        {
            // An empty reference clears its attribute, whatever the op: adding to a single value replaces it.
            AddRemoval(path, null);
        }
    }

    private ScimValue? ReadValue(PatchOp op, PatchPath path, ScimValue value)
    {
        if (value is ScimNull || path.Target.Attribute is not { } attribute)
        {
            return null;
        }

        var sub = path is PatchPath.Values values ? values.Sub : path.Target.Sub;
        if (sub is not null)
        {
            return _values.Read(sub, Unwrap(sub, value, path), attribute.Name);
        }

        if (path is PatchPath.Values)
        {
            return _values.ReadSingle(attribute, value);
        }

        return attribute.MultiValued
            ? _values.ReadMany(attribute, value, additive: op == PatchOp.Add)
            : _values.Read(attribute, Unwrap(attribute, value, path));
    }

    /// <summary>If a single simple value is expected, [{"value": x}] and {"value": x} may stand for it.</summary>
    private ScimValue Unwrap(ScimAttribute attribute, ScimValue value, PatchPath path) =>
        attribute is { MultiValued: false, Type: not AttributeType.Complex }
        && (value is ScimArray { Count: 1 } array ? array[0] : value) is ScimObject wrapped
        && wrapped["value"] is { } inner
        && dialect.Accepts(VendorQuirks.WrappedValue, log, $"accepted: \"{path.Target}\" was an object with value")
            ? inner
            : value;

    private void ReadOnlyTarget(PatchPath path)
    {
        var member = path.Target.Attribute?.Name == GroupBody.MembersName;
        if (!member || !dialect.Accepts(VendorQuirks.ReadOnlyMember, log, $"left out: the display name of a member is readOnly"))
        {
            throw ReadOnly(path.Target);
        }
    }

    private static bool IsReadOnly(AttributePath path) =>
        path.Attribute?.Mutability == Mutability.ReadOnly || path.Sub?.Mutability == Mutability.ReadOnly;

    private static ScimException ReadOnly(AttributePath path) => ScimException.Mutability($"\"{path}\" is readOnly.");
}
