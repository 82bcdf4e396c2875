using System.Security.Cryptography.Xml;
using System.Xml;
using System.Xml.Linq;

namespace Scimify.Core.Saml;

/// <summary>
/// XML from outside that is known to be harmless: well-formed, without a DTD, and small in everything that makes a tree or a
/// signature expensive. The only way from a text to a tree.
/// </summary>
public sealed class SamlXml
{
    private const int LongestDocument = 1024 * 1024;
    private const int Deepest = 64;
    private const int MostNodes = 50_000;
    private const int MostAttributes = 64;
    private const int MostNamespaces = 64;
    private const int MostReferences = 8;
    private const int MostTransforms = 16;
    private const string Xmlns = "http://www.w3.org/2000/xmlns/";

    private readonly string _xml;
    private readonly int[] _namespaces = new int[Deepest + 1];
    private int _nodes;
    private int _references;
    private int _transforms;

    private SamlXml(string xml) => _xml = xml;

    /// <summary>Reads the text once, node by node, and gives up at the first that is too much.</summary>
    /// <exception cref="SamlXmlException">It is not well-formed, has a DTD, or exceeds a limit.</exception>
    public static SamlXml Read(string text)
    {
        if (text.Length > LongestDocument)
        {
            throw new SamlXmlException("must not be larger than 1 MB.");
        }

        var xml = new SamlXml(text.TrimStart('\uFEFF', ' ', '\r', '\n', '\t'));
        try
        {
            using var reader = xml.Reader();
            while (reader.Read())
            {
                xml.Count(reader);
            }
        }
        catch (XmlException e)
        {
            throw new SamlXmlException("must be well-formed XML without a DTD.", e);
        }

        return xml;
    }

    public XDocument ToXDocument()
    {
        using var reader = Reader();
        return XDocument.Load(reader);
    }

    /// <summary>With all white space, which a signature covers.</summary>
    public XmlDocument ToXmlDocument()
    {
        using var reader = Reader();
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.Load(reader);
        return document;
    }

    private XmlReader Reader() => XmlReader.Create(
        new StringReader(_xml),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestDocument, CloseInput = true });

    private void Count(XmlReader reader)
    {
        Require(++_nodes <= MostNodes, $"must not have more than {MostNodes} nodes.");
        if (reader.NodeType != XmlNodeType.Element)
        {
            return;
        }

        Require(reader.Depth < Deepest, $"must not nest elements more than {Deepest} deep.");
        Require(reader.AttributeCount <= MostAttributes, $"must not have more than {MostAttributes} attributes on an element.");
        if (reader.NamespaceURI == SignedXml.XmlDsigNamespaceUrl)
        {
            _references += reader.LocalName == "Reference" ? 1 : 0;
            _transforms += reader.LocalName == "Transform" ? 1 : 0;
            Require(_references <= MostReferences, $"must not have more than {MostReferences} references in its signatures.");
            Require(_transforms <= MostTransforms, $"must not have more than {MostTransforms} transforms in its signatures.");
        }

        CountNamespaces(reader);
    }

    /// <summary>Those in scope count, because a canonical form looks at each of them at each element.</summary>
    private void CountNamespaces(XmlReader reader)
    {
        var depth = reader.Depth;
        var inScope = depth == 0 ? 0 : _namespaces[depth - 1];
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            inScope += reader.NamespaceURI == Xmlns ? 1 : 0;
        }

        Require(inScope <= MostNamespaces, $"must not declare more than {MostNamespaces} namespaces around an element.");
        _namespaces[depth] = inScope;
    }

    private static void Require(bool isWithin, string rule)
    {
        if (!isWithin)
        {
            throw new SamlXmlException(rule);
        }
    }
}

/// <summary>The text is no harmless XML. The message is a predicate, to be put behind the name of what was read.</summary>
public sealed class SamlXmlException(string rule, Exception? inner = null) : Exception(rule, inner);
