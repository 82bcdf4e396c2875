using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Architecture;

/// <summary>What a compiled assembly refers to, read from its metadata: signatures, attributes, and tokens in method bodies.</summary>
internal sealed class CompiledAssembly
{
    private static readonly Dictionary<ushort, OpCode> Instructions = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value);

    private readonly MetadataReader _metadata;
    private readonly PEReader _file;
    private readonly SignatureNames _names;
    private HashSet<string> _seen = [];

    private CompiledAssembly(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
        _names = new SignatureNames(name => _seen.Add(name));
    }

    /// <summary>The simple names of the assemblies that it references.</summary>
    public required IReadOnlyList<string> Assemblies { get; init; }

    /// <summary>The full names of its types, and of the types that each uses. Nested types count as their outermost type.</summary>
    public required IReadOnlyDictionary<string, IReadOnlySet<string>> Types { get; init; }

    /// <summary>Members of other assemblies that it uses, such as <c>System.Threading.Thread.Sleep(System.Int32)</c>.</summary>
    public required IReadOnlySet<string> Members { get; init; }

    public static CompiledAssembly Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(AsBuilt(assembly)));
        var metadata = file.GetMetadataReader();
        var reading = new CompiledAssembly(file) { Assemblies = [], Types = new Dictionary<string, IReadOnlySet<string>>(), Members = new HashSet<string>() };
        return new CompiledAssembly(file)
        {
            Assemblies = [.. metadata.AssemblyReferences.Select(a => metadata.GetString(metadata.GetAssemblyReference(a).Name))],
            Types = reading.ReadTypes(),
            Members = reading.ReadMembers(),
        };
    }

    /// <summary>The project's own output: the copy beside the tests has coverlet's counters in it while coverage is measured.</summary>
    private static string AsBuilt(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        var output = Path.GetRelativePath(Path.Combine(Repository.Root, "Scimify.Tests"), AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, name, output, name + ".dll");
    }

    private Dictionary<string, IReadOnlySet<string>> ReadTypes()
    {
        var types = new Dictionary<string, IReadOnlySet<string>>();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var name = SignatureNames.Of(_metadata, handle);
            _seen = types.TryGetValue(name, out var known) ? (HashSet<string>)known : [];
            types[name] = _seen;
            ReadType(_metadata.GetTypeDefinition(handle));
        }

        return types;
    }

    private void ReadType(TypeDefinition type)
    {
        Visit(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            Visit(_metadata.GetInterfaceImplementation(implemented).Interface);
        }

        ReadAttributes(type.GetCustomAttributes());
        ReadConstraints(type.GetGenericParameters());
        foreach (var field in type.GetFields())
        {
            Visit(field);
            ReadAttributes(_metadata.GetFieldDefinition(field).GetCustomAttributes());
        }

        foreach (var handle in type.GetMethods())
        {
            var method = _metadata.GetMethodDefinition(handle);
            Visit(handle);
            ReadAttributes(method.GetCustomAttributes());
            ReadConstraints(method.GetGenericParameters());
            if (method.RelativeVirtualAddress != 0)
            {
                ReadBody(_file.GetMethodBody(method.RelativeVirtualAddress));
            }
        }
    }

    private void ReadAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            Visit(_metadata.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void ReadConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(p => _metadata.GetGenericParameter(p).GetConstraints()))
        {
            Visit(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void ReadBody(MethodBodyBlock body)
    {
        Visit(body.LocalSignature);
        foreach (var region in body.ExceptionRegions)
        {
            Visit(region.CatchType);
        }

        var il = body.GetILReader();
        while (il.RemainingBytes > 0)
        {
            ushort code = il.ReadByte();
            if (code == 0xFE)
            {
                code = (ushort)(0xFE00 | il.ReadByte());
            }

            ReadOperand(ref il, Instructions[code].OperandType);
        }
    }

    private void ReadOperand(ref BlobReader il, OperandType operand)
    {
        switch (operand)
        {
            case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok or OperandType.InlineSig:
                Visit(MetadataTokens.EntityHandle(il.ReadInt32()));
                break;
            case OperandType.InlineSwitch:
                var targets = il.ReadInt32();
                il.Offset += 4 * targets;
                break;
            default:
                il.Offset += SizeOf(operand);
                break;
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private void Visit(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _names.GetTypeFromDefinition(_metadata, (TypeDefinitionHandle)handle, 0);
                break;
            case HandleKind.TypeReference:
                _names.GetTypeFromReference(_metadata, (TypeReferenceHandle)handle, 0);
                break;
            case HandleKind.TypeSpecification:
                _names.GetTypeFromSpecification(_metadata, null, (TypeSpecificationHandle)handle, 0);
                break;
            case HandleKind.FieldDefinition:
                var field = _metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                Visit(field.GetDeclaringType());
                field.DecodeSignature(_names, null);
                break;
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                Visit(method.GetDeclaringType());
                method.DecodeSignature(_names, null);
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                Visit(member.Parent);
                Parameters(member);
                break;
            case HandleKind.MethodSpecification:
                var instance = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Visit(instance.Method);
                instance.DecodeSignature(_names, null);
                break;
            case HandleKind.StandaloneSignature:
                var signature = _metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle);
                if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
                {
                    signature.DecodeLocalSignature(_names, null);
                }
                else
                {
                    signature.DecodeMethodSignature(_names, null);
                }

                break;
            default:
                throw new InvalidOperationException($"No such reference was expected: {handle.Kind}");
        }
    }

    private HashSet<string> ReadMembers()
    {
        var members = new HashSet<string>();
        foreach (var handle in _metadata.MemberReferences)
        {
            var member = _metadata.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                var type = SignatureNames.Of(_metadata, (TypeReferenceHandle)member.Parent);
                members.Add($"{type}.{_metadata.GetString(member.Name)}({string.Join(",", Parameters(member))})");
            }
        }

        return members;
    }

    private ImmutableArray<string> Parameters(MemberReference member)
    {
        if (member.GetKind() == MemberReferenceKind.Method)
        {
            return member.DecodeMethodSignature(_names, null).ParameterTypes;
        }

        member.DecodeFieldSignature(_names, null);
        return [];
    }
}
