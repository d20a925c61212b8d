import java.io.FileInputStream;
import java.io.InputStream;
import java.util.*;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.*;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.*;
import org.verapdf.pdfa.validation.profiles.*;
import org.w3c.dom.*;

/** veraPDF's own rules and validator. Its profiles are read here, because the library leaves out what reads them. */
public class Verify {
    public static void main(String[] args) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean all = true;
        for (String name : args[0].split(",")) {
            ValidationProfile profile = profile(name);
            for (int i = 1; i < args.length; i++) all &= passes(args[i], name, profile);
        }
        System.exit(all ? 0 : 1);
    }

    static boolean passes(String file, String name, ValidationProfile profile) throws Exception {
        PDFAFlavour flavour = profile.getPDFAFlavour();
        try (InputStream content = new FileInputStream(file);
             PDFAParser parser = Foundries.defaultInstance().createParser(content, flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            String verdict = result.isCompliant() ? "PASS" : "FAIL";
            System.out.printf("%s %s %s, %d checks%n", verdict, name, file, result.getTotalAssertions());
            for (TestAssertion test : result.getTestAssertions())
                if (test.getStatus() == TestAssertion.Status.FAILED)
                    System.out.printf("  %s-%d %s (%s)%n", test.getRuleId().getClause(), test.getRuleId().getTestNumber(),
                            test.getMessage(), test.getLocation().getContext());
            return result.isCompliant();
        }
    }

    static ValidationProfile profile(String name) throws Exception {
        Document document;
        try (InputStream content = Verify.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
            document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(content);
        }
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element rule : all(document.getDocumentElement(), "rule")) rules.add(rule(rule));
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element each : all(document.getDocumentElement(), "variable"))
            variables.add(Profiles.variableFromValues(each.getAttribute("name"), each.getAttribute("object"),
                    text(each, "defaultValue"), text(each, "value")));
        PDFAFlavour flavour = PDFAFlavour.valueOf(document.getDocumentElement().getAttribute("flavour"));
        ProfileDetails details = Profiles.profileDetailsFromValues(name, name, "veraPDF", new Date(0));
        return Profiles.profileFromValues(flavour, details, "", rules, variables);
    }

    static Rule rule(Element rule) {
        Element id = all(rule, "id").get(0);
        RuleId ruleId = Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
        Boolean deferred = rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null;
        ErrorDetails error = Profiles.errorFromValues(text(rule, "message"), Collections.emptyList());
        return Profiles.ruleFromValues(ruleId, rule.getAttribute("object"), deferred, rule.getAttribute("tags"),
                text(rule, "description"), text(rule, "test"), error, Collections.emptyList());
    }

    static List<Element> all(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) elements.add((Element) found.item(i));
        return elements;
    }

    static String text(Element parent, String name) {
        return all(parent, name).get(0).getTextContent();
    }
}
